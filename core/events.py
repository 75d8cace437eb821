"""Say that something happened; let others react later. (A transactional outbox.)

`announce` writes one delivery per listening handler into the *same* transaction as the change
itself; the worker calls the handlers afterwards, at least once, in no promised order. A handler is
given only *what*: it reads the present state and makes the world agree with it.
The events, who announces them and what their subject is: docs/operations.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Model, db, reading

MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=5)
BATCH = 50


class Delivery(Model):
    """One event on its way to one handler. Done deliveries are deleted, dead ones stay."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str]
    subject_id: Mapped[int]
    handler: Mapped[str]
    actor_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    run_after: Mapped[datetime] = mapped_column(default=now, index=True)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]

    @property
    def is_dead(self) -> bool:
        return self.attempts >= MAX_ATTEMPTS


Handler = Callable[[Delivery], None]
BatchHandler = Callable[[list[Delivery]], None]


@dataclass(frozen=True)
class _Listener:
    call: BatchHandler
    size: int


_listeners: dict[str, _Listener] = {}
_heard: dict[str, list[str]] = {}


def hears(*events: str) -> Callable[[Handler], Handler]:
    """Register a handler for past-tense event names such as `"post.hidden"`."""

    def register(handler: Handler) -> Handler:
        _register(handler, lambda batch: handler(batch[0]), 1, events)
        return handler

    return register


def hears_batch(*events: str) -> Callable[[BatchHandler], BatchHandler]:
    """Register a handler that takes up to `BATCH` deliveries at once.

    It returns only when its effect on all of them is durable; they are deleted after that.
    """

    def register(handler: BatchHandler) -> BatchHandler:
        _register(handler, handler, BATCH, events)
        return handler

    return register


def _register(
    handler: Callable[..., None], call: BatchHandler, size: int, events: tuple[str, ...]
) -> None:
    name = f"{handler.__module__}.{handler.__name__}"
    _listeners[name] = _Listener(call, size)
    for event in events:
        _heard.setdefault(event, []).append(name)


def events_heard() -> dict[str, list[str]]:
    """Every event that anybody listens to, with its handlers' names (docs and tests)."""
    return {event: list(names) for event, names in _heard.items()}


def announce(
    event: str, subject_id: int, *, actor_id: int | None = None, after: timedelta | None = None
) -> None:
    """Queue `event` for every handler that listens. The caller commits.

    after -- how long the handlers shall wait at least; none by default.
    """
    for handler in _heard.get(event, ()):
        delivery = Delivery(event=event, subject_id=subject_id, handler=handler, actor_id=actor_id)
        delivery.run_after = now() + (after or timedelta())
        db.session.add(delivery)


def deliver_due(limit: int = 4 * BATCH) -> int:
    """Claim waiting deliveries, oldest first, and run their handlers; return how many succeeded."""
    if not _anything_due():
        return 0
    claimed = _claim(limit)
    groups: dict[str, list[Delivery]] = {}
    for delivery in claimed:
        groups.setdefault(delivery.handler, []).append(delivery)
    return sum(
        _run(handler, group[start : start + size])
        for handler, group in groups.items()
        for size in [_listeners[handler].size if handler in _listeners else 1]
        for start in range(0, len(group), size)
    )


def _is_due() -> ColumnElement[bool]:
    moment = now()
    return and_(
        Delivery.run_after <= moment,
        or_(Delivery.leased_until.is_(None), Delivery.leased_until < moment),
        Delivery.attempts < MAX_ATTEMPTS,
    )


def _anything_due() -> bool:
    """Look without the write lock: an idle worker must not disturb anybody."""
    with reading():
        found = db.session.scalar(select(Delivery.id).where(_is_due()).limit(1)) is not None
        db.session.rollback()
    return found


def _claim(limit: int) -> list[Delivery]:
    """Lease due deliveries to us, so that another worker passes them by."""
    due = select(Delivery.id).where(_is_due()).order_by(Delivery.id).limit(limit)
    ids = db.session.scalars(due.with_for_update(skip_locked=True)).all()
    db.session.execute(
        update(Delivery).where(Delivery.id.in_(ids)).values(leased_until=now() + LEASE)
    )
    db.session.commit()
    found = select(Delivery).where(Delivery.id.in_(ids)).order_by(Delivery.id)
    claimed = list(db.session.scalars(found.execution_options(populate_existing=True)))
    db.session.commit()
    return claimed


def _run(handler: str, batch: list[Delivery]) -> int:
    ids = [delivery.id for delivery in batch]
    try:
        _listeners[handler].call(batch)
        for delivery in batch:
            db.session.delete(delivery)
        db.session.commit()
    except Exception as error:  # whatever a handler does wrong, the worker goes on
        db.session.rollback()
        _put_off(ids, error)
        return 0
    return len(ids)


def _put_off(ids: list[int], error: Exception) -> None:
    """Try again later, ever more rarely (1, 2, 4 … minutes); after the last try it stays, dead."""
    for delivery in db.session.scalars(select(Delivery).where(Delivery.id.in_(ids))):
        delivery.attempts += 1
        delivery.last_error = f"{type(error).__name__}: {error}"[:500]
        delivery.run_after = now() + timedelta(minutes=2 ** (delivery.attempts - 1))
        delivery.leased_until = None
    db.session.commit()


def retry_dead(delivery: Delivery) -> None:
    """Give a dead delivery a fresh start. The caller commits."""
    delivery.attempts = 0
    delivery.run_after = now()
    delivery.leased_until = None
