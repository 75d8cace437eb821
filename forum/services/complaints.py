"""A complaint has a promise date, somebody whose it is, and an outcome."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from accounts.models import User
from accounts.services import audit, settings
from core.clock import today
from core.db import db
from core.events import announce
from core.slugs import with_id
from forum.models import Thread, ThreadState, ThreadType
from forum.services import solving

SATURDAY = 5


class AlreadySettled(Exception):
    """The complaint came to its end before we got there."""


class ComplaintLine(NamedTuple):
    """An open complaint as the desk lists it."""

    id: int
    title: str
    state: ThreadState
    promised_on: date | None
    owner_name: str | None

    @property
    def url(self) -> str:
        return f"/forum/threads/{with_id(self.id, self.title)}"

    @property
    def is_late(self) -> bool:
        is_open = self.state is ThreadState.OPEN
        return is_open and self.promised_on is not None and self.promised_on < today()


def first_promise() -> date:
    """The day by which a complaint of today is answered (setting `complaint_days`)."""
    return working_days_after(today(), settings.get("complaint_days"))


def working_days_after(start: date, days: int) -> date:
    """`start` plus so many days, Saturdays and Sundays not counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def promise(thread: Thread, *, by: User, on: date, owner: User | None) -> None:
    """Say by when it is answered and whose it is; the author sees both. The caller commits."""
    if thread.state is ThreadState.SETTLED:
        raise AlreadySettled(thread.id)
    thread.promised_on = on
    thread.owner_id = owner.id if owner else None
    db.session.flush()
    audit.record(by, "complaint.promised", f"thread:{thread.id}", on.isoformat())
    announce("thread.changed", thread.id, actor_id=by.id)


def settle(thread: Thread, *, by: User, outcome: str) -> None:
    """Close the complaint with what came of it, which its author reads.

    outcome -- plain text, 1 to 2,000 characters. Raises AlreadySettled. The caller commits.
    """
    if thread.state is ThreadState.SETTLED:
        raise AlreadySettled(thread.id)
    solving.solve(thread, by=by, state=ThreadState.SETTLED)
    thread.outcome = outcome
    db.session.flush()
    audit.record(by, "complaint.settled", f"thread:{thread.id}", outcome)
    announce("complaint.settled", thread.id, actor_id=by.id)
    announce("thread.changed", thread.id, actor_id=by.id)


def open_complaints(limit: int = 20) -> list[ComplaintLine]:
    """For staff: complaints without an end, the earliest promise first."""
    rows = db.session.execute(
        select(Thread.id, Thread.title, Thread.state, Thread.promised_on, User.name)
        .outerjoin(User, User.id == Thread.owner_id)
        .where(
            Thread.type == ThreadType.COMPLAINT,
            Thread.state != ThreadState.SETTLED,
            Thread.hidden_at.is_(None),
        )
        .order_by(Thread.promised_on, Thread.id)
        .limit(limit)
    )
    return [ComplaintLine(*row) for row in rows]


def possible_owners() -> list[User]:
    """Staff and admins, by name."""
    staff = select(User).where(User.role.in_(("staff", "admin")), User.erased_at.is_(None))
    return list(db.session.scalars(staff.order_by(User.name).limit(200)))
