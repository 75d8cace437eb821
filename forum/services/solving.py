"""When a thread came to its good end: asked about afterwards, and forgotten when it reopens."""

from datetime import timedelta

from accounts.models import User
from core.clock import now
from core.events import announce
from forum.models import Thread, ThreadState

SETTLES_AFTER = timedelta(hours=1)  # people click, look again, and take it back


def solve(thread: Thread, *, by: User, state: ThreadState = ThreadState.SOLVED) -> None:
    """Set its state and note when; once it has settled, its author is asked how it went.

    The caller commits.
    """
    if thread.state is state and thread.solved_at is not None:
        return
    thread.state, thread.solved_at = state, now()
    announce("thread.solved", thread.id, actor_id=by.id, after=SETTLES_AFTER)


def open_again(thread: Thread) -> None:
    """It is not solved after all. The caller commits."""
    thread.state, thread.solved_at = ThreadState.OPEN, None
