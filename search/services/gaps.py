"""What people searched in vain: counted by folded words, taken up, answered by articles.

A gap that others stand behind (search/services/clustering.py) is taken up for all of them.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import joinedload

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
from search.models import Gap, SearchLog, SearchStep
from search.services import waiting

_OTHER_DIGITS = re.compile(r"\d+")
WORDINGS = 20  # of a cluster that an article learns
LONGEST = 200  # characters of a search that are counted; the ask form carries as many


class AlreadyAnswered(Exception):
    """The gap has its article already."""


class AlreadyTaken(Exception):
    """Somebody else writes it."""


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


def cluster_of(gap: Gap) -> list[Gap]:
    """The gap that stands for all, then those behind it, the most searched first."""
    head = gap.head_id or gap.id
    all_of_it = select(Gap).where(or_(Gap.id == head, Gap.head_id == head))
    order = Gap.head_id.is_not(None), Gap.search_count.desc(), Gap.id
    return list(db.session.scalars(all_of_it.order_by(*order)))


def words_for(gap: Gap) -> list[str]:
    """How customers ask for it: where a draft begins."""
    return _wordings(cluster_of(gap))


def keywords_for(gap: Gap, audience: Audience) -> list[str]:
    """Of these the hidden keywords of an article for `audience`: not what only a question says
    that fewer may read, since who finds the article by a word knows that it is one."""
    cluster = cluster_of(gap)
    said = [each.thread_id for each in cluster if each.thread_id and not each.search_count]
    threads = select(Thread).where(Thread.id.in_(said)).options(joinedload(Thread.category))
    kept = {one.id for one in db.session.scalars(threads) if _is_for_fewer(one, audience)}
    return _wordings(each for each in cluster if each.search_count or each.thread_id not in kept)


def _is_for_fewer(thread: Thread, audience: Audience) -> bool:
    is_out_of_sight = thread.is_private or thread.is_held or thread.is_hidden
    return is_out_of_sight or thread.audience.width < Audience(audience).width


def _wordings(cluster: Iterable[Gap]) -> list[str]:
    return list(dict.fromkeys(each.typed for each in cluster))[:WORDINGS]


def answer(gap: Gap, article: Article) -> None:
    """The article is there: who waits for this or what stands with it, and may read it, is told
    (`waiting.answered`), each person once. Twice is once.

    An article for staff answers nobody who searched; for customers, not the visitors who wait:
    they are told when it is opened to them. The caller commits.
    """
    if not article.is_public_now:
        return
    is_answer = article.audience is not Audience.STAFF
    cluster = cluster_of(gap)
    for each in cluster:
        each.article_id = article.id
        if is_answer and each.answered_at is None:
            each.answered_at = now()
    for number in waiting.untold(cluster, article):
        announce("waiting.answered", number)


def made_for(article: Article) -> list[Gap]:
    """The gaps this article was made or linked for."""
    return list(db.session.scalars(select(Gap).where(Gap.article_id == article.id)))


def one_a_cluster(found: Iterable[Gap]) -> list[Gap]:
    """Of those that stand together one: an answer to it is one to all."""
    return list({gap.head_id or gap.id: gap for gap in found}.values())


def answered_by(article: Article) -> list[Gap]:
    """The gaps this article was made or linked for, or whose thread it answers."""
    threads = select(Thread.id).where(Thread.article_id == article.id)
    words = select(Thread.search_words).where(
        Thread.article_id == article.id, Thread.search_words.is_not(None)
    )
    mine = or_(Gap.article_id == article.id, Gap.thread_id.in_(threads), Gap.words.in_(words))
    return list(db.session.scalars(select(Gap).where(mine)))


def take(gap: Gap, *, by: User) -> None:
    """Say that one writes it. Raises AlreadyTaken."""
    if gap.owner_id not in (None, by.id):
        raise AlreadyTaken(gap.id)
    gap.owner_id = by.id
    audit.record(by, "gap.taken", f"gap:{gap.id}")


def give_back(gap: Gap, *, by: User) -> None:
    """Somebody else shall write it."""
    gap.owner_id = None
    audit.record(by, "gap.given_back", f"gap:{gap.id}")


def write(gap: Gap, *, by: User, collection: Collection, title: str, audience: Audience) -> Article:
    """Begin the article that is wanted: a draft that begins with the customers' words, which are
    its hidden keywords too. Who has not taken it takes it."""
    if gap.article_id is not None:
        raise AlreadyAnswered(gap.id)
    typed = words_for(gap)
    article = drafting.draft(
        title=title,
        body="".join(f"> {words}  \n" for words in typed),
        collection=collection,
        language=gap.language,
        by=by,
        keywords=keywords_for(gap, audience),
        audience=audience,
    )
    gap.article_id, gap.owner_id = article.id, by.id
    audit.record(by, "gap.written", f"gap:{gap.id}", gap.typed)
    return article


def link(gap: Gap, article: Article, *, by: User) -> None:
    """An article that exists answers it; its hidden keywords learn the customers' words.

    Who waits is told at once, or when a draft is published.
    """
    gap.article_id = article.id
    learned = keywords_for(gap, article.audience)
    article.keywords = list(dict.fromkeys([*article.keywords, *learned]))
    audit.record(by, "gap.linked", f"gap:{gap.id}", article.title)
    announce("article.changed", article.id, actor_id=by.id)
    answer(gap, article)


def dismiss(gap: Gap, *, by: User, reason: str) -> None:
    gap.dismissed_at = now()
    gap.dismissed_reason = reason
    audit.record(by, "gap.dismissed", f"gap:{gap.id}", reason)
    announce("gap.changed", gap.id, actor_id=by.id)


def reopen(gap: Gap, *, by: User) -> None:
    """It was no answer after all, or is needed after all: all that stood with it is open again."""
    for each in cluster_of(gap):
        each.dismissed_at = each.dismissed_reason = each.answered_at = each.article_id = None
    audit.record(by, "gap.reopened", f"gap:{gap.id}")
    announce("gap.changed", gap.id, actor_id=by.id)


def forget_searches_before(moment: datetime) -> None:
    """Raw searches and what came after them."""
    for kept in (SearchLog, SearchStep):
        db.session.execute(delete(kept).where(kept.created_at < moment))
