"""Say that something happened; let others react later. (A transactional outbox.)

`announce` writes one delivery per listening handler into the *same* transaction as the change
itself; a worker calls the handlers afterwards, in no promised order. A handler is given only
*what*: it reads the present state and makes the world agree with it. There may be several workers:
no handler runs for one subject in two of them at once, and what it writes is kept together with the
delivery's end or not at all. What it does elsewhere (mail, files) may happen again after a crash.
The events, who announces them and what their subject is: docs/operations.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, tuple_, update
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Model, db, reading

MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=5)
BATCH = 50


class Delivery(Model):
    """One event on its way to one handler. Done deliveries are deleted, dead ones stay."""

    __tablename__ = "delivery"
    visitors_see = False

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
    lane: str | None = None


class LeaseLost(Exception):
    """It took so long that another worker does it by now: what was written here is undone."""


_listeners: dict[str, _Listener] = {}
_heard: dict[str, list[str]] = {}


def hears(*events: str, lane: str | None = None) -> Callable[[Handler], Handler]:
    """Register a handler for past-tense event names such as `"post.hidden"`.

    lane -- what the handlers that name it take turns at: one worker at a time runs any of them.
    """

    def register(handler: Handler) -> Handler:
        _register(handler, _Listener(lambda batch: handler(batch[0]), 1, lane), events)
        return handler

    return register


def hears_batch(*events: str, lane: str | None = None) -> Callable[[BatchHandler], BatchHandler]:
    """Register a handler that takes up to `BATCH` deliveries at once.

    It returns only when its effect on all of them is durable; they are deleted after that.
    """

    def register(handler: BatchHandler) -> BatchHandler:
        _register(handler, _Listener(handler, BATCH, lane), events)
        return handler

    return register


def _register(handler: Callable[..., None], listener: _Listener, events: tuple[str, ...]) -> None:
    name = f"{handler.__module__}.{handler.__name__}"
    _listeners[name] = listener
    for event in events:
        _heard.setdefault(event, []).append(name)


def events_heard() -> dict[str, list[str]]:
    """Every event that anybody listens to, with its handlers' names (docs and tests)."""
    return {event: list(names) for event, names in _heard.items()}


def announce(
    event: str,
    subject_id: int,
    *,
    actor_id: int | None = None,
    after: timedelta | None = None,
    once: bool = False,
) -> None:
    """Queue `event` for every handler that listens. The caller commits.

    after -- how long the handlers shall wait at least; none by default.
    once  -- not if the same waits for its time already: it will find what is true by then.
    """
    for handler in _heard.get(event, ()):
        if once and after and _waits(event, subject_id, handler, after):
            continue
        delivery = Delivery(event=event, subject_id=subject_id, handler=handler, actor_id=actor_id)
        delivery.run_after = now() + (after or timedelta())
        db.session.add(delivery)


# No worker has begun with it, whatever its clock says of the moment when it comes due.
_UNTOUCHED = (Delivery.attempts == 0, Delivery.leased_until.is_(None))


def _waits(event: str, subject_id: int, handler: str, after: timedelta) -> bool:
    """Whether it is queued and nobody can have begun with it: who claims it sees what we write now,
    since units of work that write come one after another. Reads only what comes due until then.
    """
    moment = now()
    found = select(Delivery.id).where(
        Delivery.run_after > moment,
        Delivery.run_after <= moment + after,
        Delivery.event == event,
        Delivery.subject_id == subject_id,
        Delivery.handler == handler,
        *_UNTOUCHED,
    )
    return db.session.scalar(found.limit(1)) is not None


def not_due(event: str) -> list[int]:
    """What `event` waits for its time about: subjects' ids."""
    found = select(Delivery.subject_id).where(
        Delivery.run_after > now(), Delivery.event == event, *_UNTOUCHED
    )
    return list(db.session.scalars(found))


def deliver_due(limit: int = 4 * BATCH) -> int:
    """Claim waiting deliveries, oldest first, and run their handlers; return how many succeeded."""
    if not _anything_due():
        return 0
    lease = now() + LEASE
    batches = _batches(_claim(limit, lease))
    done = 0
    for at, (handler, batch) in enumerate(batches):
        if now() > lease - LEASE / 2:  # slow today: whoever comes next does the others in time
            _let_go([each.id for _handler, rest in batches[at:] for each in rest], lease)
            break
        done += _run(handler, batch, lease)
    return done


def _batches(claimed: list[Delivery]) -> list[tuple[str, list[Delivery]]]:
    """What is claimed, by handler, in portions that it takes at once."""
    groups: dict[str, list[Delivery]] = {}
    for delivery in claimed:
        groups.setdefault(delivery.handler, []).append(delivery)
    return [
        (handler, group[start : start + size])
        for handler, group in groups.items()
        for size in [_listeners[handler].size if handler in _listeners else 1]
        for start in range(0, len(group), size)
    ]


def _is_due() -> ColumnElement[bool]:
    moment = now()
    return and_(
        Delivery.run_after <= moment,
        or_(Delivery.leased_until.is_(None), Delivery.leased_until < moment),
        Delivery.attempts < MAX_ATTEMPTS,
        *_not_under_way(moment),
    )


def _not_under_way(moment: datetime) -> list[ColumnElement[bool]]:
    """No worker is busy with the same handler and subject, or in the handler's lane.

    Else the slower of two could make the world agree with what it read before the other wrote.
    """
    leased = select(Delivery.handler, Delivery.subject_id).where(Delivery.leased_until >= moment)
    under_way = [(handler, subject) for handler, subject in db.session.execute(leased)]
    if not under_way:
        return []
    lanes = {_listeners[name].lane for name, _subject in under_way if name in _listeners} - {None}
    closed = [name for name, listener in _listeners.items() if listener.lane in lanes]
    alike = tuple_(Delivery.handler, Delivery.subject_id).in_(under_way)
    return [Delivery.handler.not_in(closed), ~alike]


def _anything_due() -> bool:
    """Look without the write lock: an idle worker must not disturb anybody."""
    with reading():
        found = db.session.scalar(select(Delivery.id).where(_is_due()).limit(1)) is not None
        db.session.rollback()
    return found


def _claim(limit: int, lease: datetime) -> list[Delivery]:
    """Lease due deliveries to us until then, so that other workers pass them by.

    Two workers never choose at once: units of work that write come one after another.
    """
    due = select(Delivery).where(_is_due()).order_by(Delivery.id).limit(limit)
    claimed = list(db.session.scalars(due.execution_options(populate_existing=True)))
    ours = Delivery.id.in_([delivery.id for delivery in claimed])
    db.session.execute(update(Delivery).where(ours).values(leased_until=lease))
    db.session.commit()
    for delivery in claimed:  # else the end of each would be looked for among all of them
        db.session.expunge(delivery)
    return claimed


def _run(handler: str, batch: list[Delivery], lease: datetime) -> int:
    ids = [delivery.id for delivery in batch]
    try:
        _listeners[handler].call(batch)
        ended: Any = db.session.execute(delete(Delivery).where(*_still_ours(ids, lease)))
        if ended.rowcount != len(ids):
            raise LeaseLost(handler)
        db.session.commit()
    except Exception as error:  # whatever a handler does wrong, the worker goes on
        db.session.rollback()
        _put_off(ids, lease, error)
        return 0
    return len(ids)


def _still_ours(ids: list[int], lease: datetime) -> tuple[ColumnElement[bool], ...]:
    return Delivery.id.in_(ids), Delivery.leased_until == lease


def _put_off(ids: list[int], lease: datetime, error: Exception) -> None:
    """Try again later, ever more rarely (1, 2, 4 … minutes); after the last try it stays, dead."""
    for delivery in db.session.scalars(select(Delivery).where(*_still_ours(ids, lease))):
        delivery.attempts += 1
        delivery.last_error = f"{type(error).__name__}: {error}"[:500]
        delivery.run_after = now() + timedelta(minutes=2 ** (delivery.attempts - 1))
        delivery.leased_until = None
    db.session.commit()


def _let_go(ids: list[int], lease: datetime) -> None:
    """Leave what we had no time for to whoever comes next."""
    free = update(Delivery).where(*_still_ours(ids, lease)).values(leased_until=None)
    db.session.execute(free)
    db.session.commit()


def take_over() -> None:
    """We are the only worker: what is leased was left by one that died, and need not wait."""
    db.session.execute(update(Delivery).values(leased_until=None))
    db.session.commit()


def retry_dead(delivery: Delivery) -> None:
    """Give a dead delivery a fresh start. The caller commits."""
    delivery.attempts = 0
    delivery.run_after = now()
    delivery.leased_until = None
