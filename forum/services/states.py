"""What becomes of an idea: open, planned, done or declined."""

from accounts.models import User
from accounts.services import audit
from core.db import db
from core.events import announce
from forum.models import STATES, Thread, ThreadState


class NoSuchState(Exception):
    """Threads of this type have no such state."""


def set_state(thread: Thread, state: ThreadState, *, by: User, reason: str = "") -> None:
    """Say what becomes of it. Raises NoSuchState. The caller commits."""
    if state not in STATES[thread.type]:
        raise NoSuchState(state)
    if thread.state is state:
        return
    thread.state = state
    db.session.flush()
    audit.record(by, f"thread.{state}", f"thread:{thread.id}", reason)
    announce("thread.changed", thread.id, actor_id=by.id)
