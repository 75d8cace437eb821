"""Did it work for those who tried it? Kept by whatever floor has things that can be tried.

A table of trials has one row a thing and person: has_worked, version, words, tried_on.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, delete, func, select
from sqlalchemy.exc import IntegrityError

from core.clock import today
from core.db import db


class Tally(NamedTuple):
    """worked, failed -- people; last_on, version -- of the latest for whom it worked; mine -- what
    the person who asks said, None for nothing."""

    worked: int = 0
    failed: int = 0
    last_on: date | None = None
    version: str = ""
    mine: bool | None = None

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Tally":
        """Out of the values of `columns`."""
        return cls(row[0], row[1], row[2], row[3] or "", row[4])

    @property
    def days_ago(self) -> int:
        """Since it worked last. Somebody east of us may write tomorrow's date."""
        return max(0, (today() - self.last_on).days) if self.last_on else 0


def columns(trial: Any, about: ColumnElement[bool], person_id: int | None) -> list[ScalarSelect]:  # type: ignore[type-arg]
    """What makes a Tally, for the caller's own query."""
    worked = (about, trial.has_worked.is_(True))
    latest = (trial.tried_on.desc(), trial.id.desc())
    return [
        select(func.count()).where(*worked).scalar_subquery(),
        select(func.count()).where(about, trial.has_worked.is_(False)).scalar_subquery(),
        select(trial.tried_on).where(*worked).order_by(*latest).limit(1).scalar_subquery(),
        select(trial.version).where(*worked).order_by(*latest).limit(1).scalar_subquery(),
        select(trial.has_worked).where(about, trial.user_id == (person_id or 0)).scalar_subquery(),
    ]


def stamp(trials: Iterable[Any]) -> str:
    """Names these rows as they read now."""
    return " ".join(f"{one.id}@{one.updated_at or one.created_at}" for one in trials)


def note(trial: Any, about: dict[str, int], person_id: int, **said: Any) -> None:
    """Write down what a person says of a thing; said again, the later word stands. Flushes."""
    row = find(trial, about, person_id)
    if row is None:
        row = trial(**about, user_id=person_id, **said)
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:  # a second click a moment ago
            row = find(trial, about, person_id)
    for name, value in said.items():
        setattr(row, name, value)
    db.session.flush()


def find(trial: Any, about: dict[str, int], person_id: int) -> Any:
    """What the person said of it before, or None."""
    return db.session.scalar(select(trial).filter_by(**about, user_id=person_id))


def take_back(trial: Any, about: dict[str, int], person_id: int) -> None:
    """Forget what the person said of it. The caller commits."""
    db.session.execute(delete(trial).filter_by(**about, user_id=person_id))
