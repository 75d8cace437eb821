"""A trusted member asks staff to make an article of a thread; staff take it up or say why not."""

from typing import NamedTuple

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager, joinedload, undefer

from accounts.models import User
from accounts.services import audit
from core.clock import now
from core.db import GREATEST_ID, db
from core.events import announce
from forum.models import Nomination, NominationOutcome, Thread

PER_PAGE = 20


class AlreadyNominated(Exception):
    """This person has nominated the thread before; once is enough, whatever came of it."""


class NothingOpen(Exception):
    """A colleague has settled it already."""


class Line(NamedTuple):
    nomination: Nomination
    thread: Thread
    by: User


def nominate(thread: Thread, *, by: User, note: str = "") -> Nomination:
    """Ask staff to make an article of the thread.

    note -- for staff alone, up to 500 characters.
    Raises AlreadyNominated. The caller commits.
    """
    nomination = Nomination(thread_id=thread.id, user_id=by.id, note=note)
    try:
        with db.session.begin_nested():
            db.session.add(nomination)
    except IntegrityError:
        raise AlreadyNominated(thread.id) from None
    return nomination


def settle(thread: Thread, outcome: NominationOutcome, *, by: User, reason: str = "") -> int:
    """Close the thread's open nominations; who made them are told. How many; flushes."""
    still_open = select(Nomination).where(
        Nomination.thread_id == thread.id, Nomination.settled_at.is_(None)
    )
    found = db.session.scalars(still_open).all()
    for nomination in found:
        nomination.settled_at, nomination.settled_by = now(), by.id
        nomination.outcome, nomination.reason = outcome, reason
        announce("nomination.settled", nomination.id, actor_id=by.id)
    db.session.flush()
    return len(found)


def refuse(thread: Thread, *, by: User, reason: str) -> None:
    """Make no article of it. Raises NothingOpen. The caller commits.

    reason -- for who nominated, 1 to 500 characters.
    """
    if not settle(thread, NominationOutcome.REFUSED, by=by, reason=reason):
        raise NothingOpen(thread.id)
    audit.record(by, "thread.nomination_refused", f"thread:{thread.id}", reason)


def waiting(*, after: int = 0, limit: int = PER_PAGE) -> list[Line]:
    """Open nominations, the oldest first; `after` is the id of the last one seen. One query."""
    asked = {"after": min(after, GREATEST_ID), "limit": limit}
    return [Line(*row) for row in db.session.execute(_WAITING, asked)]


_WAITING = (  # built once: each desk asks
    select(Nomination, Thread, User)
    .join(Thread, Thread.id == Nomination.thread_id)
    .join(Thread.category)
    .join(User, User.id == Nomination.user_id)
    .where(Nomination.settled_at.is_(None), Nomination.id > bindparam("after"))
    .options(
        contains_eager(Thread.category),
        joinedload(Thread.author),
        undefer(Thread.has_official_answer),
    )
    .order_by(Nomination.id)
    .limit(bindparam("limit", type_=Integer))
)
