"""Numbers that lists show beside their lines, counted by the worker when something changed.

Counted on the page they would cost the more, the more there is. They lag behind by a second or so.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps, db, reading

Counting = Callable[[], dict[str, Any]]


class Tally(Timestamps, Model):
    """The numbers of one kind, as they were counted last."""

    __tablename__ = "tally"

    name: Mapped[str] = mapped_column(primary_key=True)  # forum.rooms
    counts: Mapped[dict[str, Any]]  # key -> how many


def read(name: str, count: Counting) -> dict[str, Any]:
    """The kept numbers; counted now as long as the worker never did."""
    kept = db.session.scalar(select(Tally.counts).where(Tally.name == name))
    return count() if kept is None else kept


def renew(countings: Mapping[str, Counting]) -> None:
    """Count all of these anew, holding up nobody who writes, then keep it. The caller commits."""
    with current_app.app_context(), reading():
        counted = {name: count() for name, count in countings.items()}
        db.session.rollback()
    for name, counts in counted.items():
        keep(name, counts)


def keep(name: str, counts: dict[str, Any]) -> None:
    tally = db.session.get(Tally, name) or Tally(name=name)
    tally.counts = counts
    db.session.add(tally)
    db.session.flush()


def mark(name: str) -> dict[str, Any]:
    """How far a job of the worker is; nothing before its first time."""
    return db.session.scalar(select(Tally.counts).where(Tally.name == name)) or {}


def keep_mark(name: str, counts: dict[str, Any]) -> None:
    """No page shows it: it is no change of the site (core/content_version.py)."""
    if db.session.get(Tally, name) is None:
        db.session.add(Tally(name=name, counts=counts))
        db.session.flush()
    kept = update(Tally).where(Tally.name == name).values(counts=counts)
    db.session.execute(kept.execution_options(is_no_change=True))
