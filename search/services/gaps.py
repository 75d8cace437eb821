"""What people searched in vain: counted by folded words, taken up, answered by articles.

A gap that others stand behind (search/services/clustering.py) is taken up for all of them.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, or_, select

from accounts.models import User
from accounts.services import audit
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import announce
from core.text import mask_addresses, mask_digits
from forum.models import Thread
from kb.models import Article, Collection
from kb.services import drafting
from search.analysis import fold_words
from search.models import Gap, SearchLog, SearchStep
from search.services import waiting
from search.services.wordings import cluster_of, words_for

_NUMBER = re.compile("0+")
LONGEST = 200  # characters of a search that are counted; the ask form carries as many


class AlreadyAnswered(Exception):
    """The gap has its article already."""


class AlreadyTaken(Exception):
    """Somebody else writes it."""


def words_of(typed: str) -> str:
    """What a search is counted under: the same here, in the log and in the ask form's address."""
    return fold_words(mask_digits(mask_addresses(typed), "0"))[:LONGEST].strip()


def typed_of(typed: str) -> str:
    """What of a search is kept to be read: no address, no digit."""
    return mask_digits(mask_addresses(typed))[:LONGEST]


def without_traces(words: str) -> str:
    """Folded words that came back from a browser: whatever it sent, no number, no address."""
    return _NUMBER.sub("0", mask_digits(mask_addresses(words), "0"))[:LONGEST]


def count_failed(words: str, typed: str, language: str, times: int = 1) -> Gap:
    """Note that these words were searched in vain. Flushes."""
    gap = db.session.scalar(select(Gap).where(Gap.words == words))
    gap = gap or unsearched(words, typed, language)
    gap.search_count += times
    gap.typed = typed
    gap.searched_at = now()
    db.session.flush()
    return gap


def unsearched(words: str, typed: str, language: str) -> Gap:
    """A new gap that nobody searched yet."""
    gap = Gap(words=words, typed=typed, language=language, search_count=0)
    db.session.add(gap)
    return gap


def found_or_new(words: str, typed: str, language: str) -> Gap:
    """The gap of these folded words, made if nobody searched them yet."""
    gap = db.session.scalar(select(Gap).where(Gap.words == words))
    return gap or count_failed(words, typed, language, times=0)


def tie(words: str, thread_id: int) -> None:
    """The thread was asked with these words: it stands for the gap from now on."""
    gap = db.session.scalar(select(Gap).where(Gap.words == words))
    if gap is not None:
        stand_for(gap, thread_id)


def stand_for(gap: Gap, thread_id: int) -> None:
    """A question is a demand for it; the first one stands. The caller commits."""
    if gap.thread_id is None:
        gap.thread_id = thread_id
        if gap.id:  # one that is new is counted anyway
            announce("gap.changed", gap.id)


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
    its hidden keywords too, as far as its readers may know them. Who has not taken it takes it."""
    if gap.article_id is not None:
        raise AlreadyAnswered(gap.id)
    typed = words_for(gap, audience)
    article = drafting.draft(
        title=title,
        body="".join(f"> {words}  \n" for words in typed),
        collection=collection,
        language=gap.language,
        by=by,
        keywords=typed,
        audience=audience,
    )
    gap.article_id, gap.owner_id = article.id, by.id
    audit.record(by, "gap.written", f"gap:{gap.id}", gap.typed)
    return article


def link(gap: Gap, article: Article, *, by: User) -> None:
    """An article that exists answers it; its hidden keywords learn the customers' words, as far as
    all who read it may know them.

    Who waits is told at once, or when a draft is published.
    """
    gap.article_id = article.id
    article.keywords = list(dict.fromkeys([*article.keywords, *words_for(gap, article.audience)]))
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
