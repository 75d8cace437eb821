"""In which words customers ask for what is missed, and who may know of them.

Words that somebody typed into the search box are anybody's. Those of a question that nobody
searched are its own, and what an article learns can be guessed by all who search for it: so they go
to no article that has more readers than the question has now. When it is gone, only staff may know.
"""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from core.audience import Audience
from core.db import db
from forum.models import Thread
from forum.services import quotes
from search.models import Gap

MOST = 20  # of a cluster that an article learns


def cluster_of(gap: Gap) -> list[Gap]:
    """The gap that stands for all, then those behind it, the most searched first."""
    head = gap.head_id or gap.id
    all_of_it = select(Gap).where(or_(Gap.id == head, Gap.head_id == head))
    order = Gap.head_id.is_not(None), Gap.search_count.desc(), Gap.id
    return list(db.session.scalars(all_of_it.order_by(*order)))


def words_for(gap: Gap, readers: Audience) -> list[str]:
    """How customers ask for it, as far as all these readers may know: hidden keywords, and where a
    draft begins."""
    known = (typed for typed, may_know in _wordings(gap) if may_know.width >= readers.width)
    return list(dict.fromkeys(known))[:MOST]


def are_kept_from(readers: Audience, gap: Gap) -> bool:
    """Whether these readers may not know some of the words."""
    return any(may_know.width < readers.width for _typed, may_know in _wordings(gap))


def readers_of(gap: Gap) -> Audience:
    """Who may know of its own words."""
    return _may_know(gap, _questions([gap]))


def _wordings(gap: Gap) -> list[tuple[str, Audience]]:
    cluster = cluster_of(gap)
    questions = _questions(cluster)
    return [(each.typed, _may_know(each, questions)) for each in cluster]


def _questions(cluster: list[Gap]) -> dict[int, Thread]:
    numbers = [gap.thread_id for gap in cluster if gap.thread_id and not gap.search_count]
    asked = select(Thread).where(Thread.id.in_(numbers)).options(joinedload(Thread.category))
    return {thread.id: thread for thread in db.session.scalars(asked)} if numbers else {}


def _may_know(gap: Gap, questions: dict[int, Thread]) -> Audience:
    question = questions.get(gap.thread_id or 0)
    if question is None:
        is_its_own = gap.thread_id is not None and not gap.search_count
        return Audience.STAFF if is_its_own else Audience.PUBLIC
    is_away = question.is_hidden or question.is_held
    return Audience.STAFF if is_away else quotes.readers_of(question)
