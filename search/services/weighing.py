"""What some open gaps weigh, each with all that stands behind it: asked by their ids alone."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from core.clock import today
from core.db import db
from forum.models import Thread
from search.models import Gap, SearchDay, Waiting
from search.services.clustering import IS_OPEN, OPEN_QUESTION

PERSON, QUESTION = 5, 5  # searches that someone who waits, or asked without an answer, weighs
WORDINGS = 4  # shown of those that stand behind a gap
SPAN = timedelta(days=28)  # of the trend, and of what it is compared with
HEAD: Any = func.coalesce(Gap.head_id, Gap.id)


class Demanded(NamedTuple):
    searches: int
    waiting: int
    questions: int

    @property
    def weight(self) -> int:
        return self.searches + PERSON * self.waiting + QUESTION * self.questions


def behind(heads: Sequence[int]) -> Any:
    """These gaps and all that stand behind them, by their indexes."""
    return or_(Gap.id.in_(heads), Gap.head_id.in_(heads))


def weigh(numbers: Sequence[int]) -> dict[int, Demanded]:
    """Of those that are open and stand for themselves: how much each is wanted now."""
    is_head = Gap.id.in_(numbers), Gap.head_id.is_(None), *IS_OPEN
    heads = db.session.scalars(select(Gap.id).where(*is_head)).all()
    searches, waiting, questions = asked(heads), _waiting(heads), _questions(heads)
    return {n: Demanded(searches[n], waiting[n], questions[n]) for n in heads}


def asked(heads: Sequence[int]) -> Counter[int]:
    """How often each, and what stands behind it, was searched in vain."""
    rows = db.session.execute(
        select(HEAD, func.sum(Gap.search_count)).where(behind(heads)).group_by(HEAD)
    )
    return Counter({row[0]: row[1] for row in rows})


def _waiting(heads: Sequence[int]) -> Counter[int]:
    """People: who waits for two wordings is one."""
    rows = db.session.execute(
        select(HEAD, Waiting.user_id, Waiting.email)
        .join(Gap, Gap.id == Waiting.gap_id)
        .where(
            behind(heads),
            Waiting.confirmed_at.is_not(None),
            Waiting.told_at.is_(None),
            Waiting.left_at.is_(None),
        )
        .distinct()
    )
    return Counter(row[0] for row in rows)


def _questions(heads: Sequence[int]) -> Counter[int]:
    rows = db.session.execute(
        select(HEAD, func.count())
        .join(Thread, Thread.id == Gap.thread_id)
        .where(behind(heads), *OPEN_QUESTION)
        .group_by(HEAD)
    )
    return Counter({row[0]: row[1] for row in rows})


def trend(heads: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Searches for all their words in the last 28 days, and in the 28 before."""
    turn = today() - SPAN
    is_recent = SearchDay.day > turn
    rows = db.session.execute(
        select(
            HEAD,
            func.coalesce(func.sum(SearchDay.search_count).filter(is_recent), 0),
            func.coalesce(func.sum(SearchDay.search_count).filter(~is_recent), 0),
        )
        .join(SearchDay, SearchDay.words == Gap.words)
        .where(behind(heads), SearchDay.day > turn - SPAN)
        .group_by(HEAD)
    ).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def wordings(heads: Sequence[int]) -> dict[int, tuple[list[str], int]]:
    """How each is asked otherwise, the most searched first, and in how many ways more."""
    others: dict[int | None, list[str]] = {head: [] for head in heads}
    rows = select(Gap.head_id, Gap.typed).where(Gap.head_id.in_(heads))
    for head, typed in db.session.execute(rows.order_by(Gap.search_count.desc(), Gap.id)):
        others[head].append(typed)
    return {head: (others[head][:WORDINGS], len(others[head][WORDINGS:])) for head in heads}
