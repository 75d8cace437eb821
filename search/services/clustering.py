"""Searches in vain that want the same stand behind one gap, their head; so do unanswered questions.

The worker does it once for each gap, a slice at a time, by the rule of search/services/likeness.py.
A gap stands behind a head that is still open, never behind an answered one: what is asked after
the answer is news. Words decide and not languages, which are the page's and not the typist's.
"""

from datetime import timedelta
from itertools import takewhile
from typing import Any

from flask import current_app
from sqlalchemy import and_, select, update

from accounts.services import settings
from core import tallies
from core.audience import Audience
from core.clock import now
from core.db import db, reading
from forum.models import Category, Thread, ThreadState, ThreadType
from search.contract import IndexUnavailable
from search.models import Gap
from search.services import gaps, nearest
from search.services.likeness import Heads, terms_of

SLICE = 500  # gaps at once
HEADS = 20_000  # the most wanted ones that a gap is compared with
THREADS = 500  # looked at at once
UNANSWERED_AFTER = timedelta(days=3)
OLDEST = timedelta(days=365)  # nobody waits any more for what was asked before
MARKS = "search.clusters"  # how far it is: the last gap and thread that were looked at
# Questions in sight of whoever may search, not of their author and staff alone.
OPEN_QUESTION = (
    Thread.type == ThreadType.QUESTION,
    Thread.state == ThreadState.OPEN,
    Thread.reply_count == 0,
    Thread.article_id.is_(None),
    Thread.is_private.is_(False),
    Thread.hidden_at.is_(None),
    Thread.held_at.is_(None),
    Thread.category_id.in_(select(Category.id).where(Category.audience != Audience.STAFF)),
)
IS_OPEN = (Gap.answered_at.is_(None), Gap.dismissed_at.is_(None))


def take_in_questions() -> int:
    """Make gaps of questions that found no reply in three days; each is looked at once.

    Private, held and hidden ones, and those of rooms for staff alone, leave no words here.
    Nobody waits while it reads. Returns how many threads were looked at: THREADS means perhaps
    more. The caller commits.
    """
    with current_app.app_context(), reading():
        marks = tallies.mark(MARKS)
        due = _ripe(marks.get("thread", 0))
        asked = _untied(due) if due else {}
        db.session.rollback()
    if not due:
        return 0
    if asked:
        still = select(Thread.id).where(Thread.id.in_(asked), *OPEN_QUESTION)
        folded = {words for words, _masked, _language in asked.values()}
        known = {
            gap.words: gap for gap in db.session.scalars(select(Gap).where(Gap.words.in_(folded)))
        }
        for number in db.session.scalars(still.order_by(Thread.id)).all():
            words, masked, language = asked[number]
            if (gap := known.get(words)) is None:
                known[words] = gap = gaps.unsearched(words, masked, language)
            gaps.stand_for(gap, number)
    tallies.keep_mark(MARKS, marks | {"thread": due[-1]})
    return len(due)


def _ripe(since: int) -> list[int]:
    """The next threads that are three days old."""
    rows = db.session.execute(
        select(Thread.id, Thread.created_at)
        .where(Thread.id > since)
        .order_by(Thread.id)
        .limit(THREADS)
    ).all()
    ripe = now() - UNANSWERED_AFTER
    return [row.id for row in takewhile(lambda row: row.created_at <= ripe, rows)]


def _untied(threads: list[int]) -> dict[int, tuple[str, str, str]]:
    """Of these the open questions that stand for no gap: folded and masked words, language."""
    young = Thread.created_at > now() - OLDEST
    tied = select(Gap.id).where(Gap.thread_id == Thread.id).exists()
    rows = db.session.execute(
        select(Thread.id, Thread.title, Thread.language).where(
            Thread.id.in_(threads), young, *OPEN_QUESTION, ~tied
        )
    )
    return {
        number: (words, gaps.typed_of(title), language)
        for number, title, language in rows
        if (words := gaps.words_of(title))
    }


def looked_at() -> int:
    """The last gap that was compared with those before it."""
    return int(tallies.mark(MARKS).get("gap", 0))


def cluster() -> int:
    """Put new gaps behind the open ones that want the same; find each other one's nearest article.

    Nobody who writes waits while it compares. What was closed or taken up meanwhile is left alone,
    and nothing is put behind it. Returns how many gaps were looked at: SLICE means perhaps more.
    The caller commits.
    """
    with current_app.app_context(), reading():
        marks = tallies.mark(MARKS)
        since = marks.get("gap", 0)
        found = db.session.scalars(
            select(Gap).where(Gap.id > since).order_by(Gap.id).limit(SLICE)
        ).all()
        changes = _places(list(found), since) if found else []
        last = found[-1].id if found else since
        db.session.rollback()
    if not found:
        return 0
    if changes := _still_right(changes):
        db.session.execute(update(Gap), changes)
    tallies.keep_mark(MARKS, marks | {"gap": last})
    return len(found)


def _still_right(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose gap is still free, and whose head is open and nobody's follower."""
    numbers = {each["id"] for each in changes} | {each.get("head_id") for each in changes}
    is_free = and_(Gap.article_id.is_(None), Gap.owner_id.is_(None))
    rows = db.session.execute(
        select(Gap.id, is_free).where(Gap.id.in_(numbers), Gap.head_id.is_(None), *IS_OPEN)
    )
    open_now = {row[0]: row[1] for row in rows}
    return [
        each
        for each in changes
        if each["id"] in open_now
        and ("head_id" not in each or (open_now[each["id"]] and each["head_id"] in open_now))
    ]


def _places(new: list[Gap], since: int) -> list[dict[str, Any]]:
    """What changes: each new gap's head, or its nearest article."""
    of_site = settings.get("abbreviations")
    heads = Heads()
    for number, words in db.session.execute(
        select(Gap.id, Gap.words)
        .where(Gap.id <= since, Gap.head_id.is_(None), *IS_OPEN)
        .order_by(Gap.search_count.desc(), Gap.id)
        .limit(HEADS)
    ):
        heads.add(number, terms_of(words, of_site))
    changes: list[dict[str, Any]] = []
    alone = []
    for gap in new:
        if gap.head_id is not None or gap.answered_at or gap.dismissed_at:
            continue
        terms = terms_of(gap.words, of_site)
        head = heads.nearest(terms) if gap.article_id is None and gap.owner_id is None else None
        if head is None:
            heads.add(gap.id, terms)
            alone.append(gap)
        else:
            changes.append({"id": gap.id, "head_id": head})
    try:
        near = nearest.articles(alone)
    except IndexUnavailable:  # it is looked for again with the others (nearest.renew)
        near = {}
    return changes + [{"id": number, "nearest_id": article} for number, article in near.items()]
