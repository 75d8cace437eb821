"""What people searched in vain: counted by folded words, listed by demand, answered by articles."""

import re
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select

from accounts.models import User
from accounts.services import audit
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import announce
from forum.models import Thread
from kb.models import Article, Collection
from kb.services import drafting
from search.analysis import fold_words
from search.models import Gap, SearchLog, SearchStep, Waiting
from search.services import waiting

PER_PAGE = 30
_OTHER_DIGITS = re.compile(r"\d+")
LONGEST = 200  # characters of a search that are counted; the ask form carries as many


class Demand(NamedTuple):
    """A line of the board: asked so often, so many wait."""

    gap: Gap
    waiting_count: int
    thread: Thread | None
    article: Article | None


class AlreadyAnswered(Exception):
    """The gap has its article already."""


def words_of(typed: str) -> str:
    """What a search is counted under: the same here, in the log and in the ask form's address."""
    return fold_words(typed)[:LONGEST].strip()


def without_digits(words: str) -> str:
    """Folded words that came back from a browser: whatever it sent, no number is kept."""
    return _OTHER_DIGITS.sub("0", words)[:LONGEST]


def count_failed(words: str, typed: str, language: str, times: int = 1) -> Gap:
    """Note that these words were searched in vain. Flushes."""
    gap = db.session.scalar(select(Gap).where(Gap.words == words))
    if gap is None:
        gap = Gap(words=words, typed=typed, language=language, search_count=0)
        db.session.add(gap)
    gap.search_count += times
    gap.typed = typed
    gap.searched_at = now()
    db.session.flush()
    return gap


def found_or_new(words: str, typed: str, language: str) -> Gap:
    """The gap of these folded words, made if nobody searched them yet."""
    gap = db.session.scalar(select(Gap).where(Gap.words == words))
    return gap or count_failed(words, typed, language, times=0)


def tie(words: str, thread_id: int) -> None:
    """The thread was asked with these words: it stands for the gap from now on."""
    gap = db.session.scalar(select(Gap).where(Gap.words == words))
    if gap is not None and gap.thread_id is None:
        gap.thread_id = thread_id


def answer(gap: Gap, article: Article) -> None:
    """The article is there: who waits and may read it is told (`waiting.answered`). Twice is once.

    An article for staff answers nobody who searched; for customers, not the visitors who wait:
    they are told when it is opened to them. The caller commits.
    """
    if not article.is_public_now:
        return
    gap.article_id = article.id
    if article.audience is not Audience.STAFF and gap.answered_at is None:
        gap.answered_at = now()
    for number in waiting.untold(gap, article):
        announce("waiting.answered", number)


def made_for(article: Article) -> list[Gap]:
    """The gaps this article was made or linked for."""
    return list(db.session.scalars(select(Gap).where(Gap.article_id == article.id)))


def answered_by(article: Article) -> list[Gap]:
    """The gaps this article was made or linked for, or whose thread it answers."""
    threads = select(Thread.id).where(Thread.article_id == article.id)
    words = select(Thread.search_words).where(
        Thread.article_id == article.id, Thread.search_words.is_not(None)
    )
    mine = or_(Gap.article_id == article.id, Gap.thread_id.in_(threads), Gap.words.in_(words))
    return list(db.session.scalars(select(Gap).where(mine)))


def board(*, after: int = 0, is_open: bool = True, limit: int = PER_PAGE + 1) -> list[Demand]:
    """The gaps by demand: those who wait weigh most, then how often it was searched.

    after -- lines to pass over (a bounded list: the board looks at the 300 strongest at most).
    """
    waits = (
        select(Waiting.gap_id, func.count().label("people"))
        .where(
            Waiting.confirmed_at.is_not(None), Waiting.told_at.is_(None), Waiting.left_at.is_(None)
        )
        .group_by(Waiting.gap_id)
        .subquery()
    )
    people = func.coalesce(waits.c.people, 0).label("people")
    state = (
        (Gap.answered_at.is_(None), Gap.dismissed_at.is_(None))
        if is_open
        else (or_(Gap.answered_at.is_not(None), Gap.dismissed_at.is_not(None)),)
    )
    demand = (Gap.search_count + 5 * people).label("demand")
    strongest = (  # by indexes alone; only what is shown is read
        select(Gap.id, people, demand)
        .outerjoin(waits, waits.c.gap_id == Gap.id)
        .where(*state)
        .order_by(demand.desc(), Gap.id.desc())
        .offset(min(after, 300))
        .limit(limit)
        .subquery()
    )
    rows = db.session.execute(
        select(Gap, strongest.c.people, Thread, Article)
        .join(strongest, strongest.c.id == Gap.id)
        .outerjoin(Thread, Thread.id == Gap.thread_id)
        .outerjoin(Article, Article.id == Gap.article_id)
        .order_by(strongest.c.demand.desc(), Gap.id.desc())
    )
    return [Demand(*row) for row in rows]


def write(gap: Gap, *, by: User, collection: Collection, title: str, audience: Audience) -> Article:
    """Begin the article that is wanted: a draft whose hidden keywords are the customers' words."""
    if gap.article_id is not None:
        raise AlreadyAnswered(gap.id)
    article = drafting.draft(
        title=title,
        body="",
        html="",
        collection=collection,
        language=gap.language,
        by=by,
        keywords=[gap.typed],
        audience=audience,
    )
    gap.article_id = article.id
    audit.record(by, "gap.written", f"gap:{gap.id}", gap.typed)
    return article


def link(gap: Gap, article: Article, *, by: User) -> None:
    """An article that exists answers it; its hidden keywords learn the customers' words.

    Who waits is told at once, or when a draft is published.
    """
    gap.article_id = article.id
    if gap.typed not in article.keywords:
        article.keywords = [*article.keywords, gap.typed]
    audit.record(by, "gap.linked", f"gap:{gap.id}", article.title)
    announce("article.changed", article.id, actor_id=by.id)
    answer(gap, article)


def dismiss(gap: Gap, *, by: User, reason: str) -> None:
    gap.dismissed_at = now()
    gap.dismissed_reason = reason
    audit.record(by, "gap.dismissed", f"gap:{gap.id}", reason)


def reopen(gap: Gap, *, by: User) -> None:
    gap.dismissed_at = gap.dismissed_reason = gap.answered_at = gap.article_id = None
    audit.record(by, "gap.reopened", f"gap:{gap.id}")


def open_count() -> int:
    counted = select(func.count()).where(Gap.answered_at.is_(None), Gap.dismissed_at.is_(None))
    return db.session.scalar(counted) or 0


def forget_searches_before(moment: datetime) -> None:
    """Raw searches and what came after them."""
    for kept in (SearchLog, SearchStep):
        db.session.execute(delete(kept).where(kept.created_at < moment))
