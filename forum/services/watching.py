"""Tell me when the thread moves."""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from accounts.models import User
from core.content_version import count_as_change
from core.db import db
from forum.models import Thread, Watch


def watch(thread: Thread, *, by: User) -> None:
    """Begin to watch; watching already changes nothing. The caller commits."""
    if is_watched(thread, by.id):
        return
    try:
        with db.session.begin_nested():
            db.session.add(Watch(thread_id=thread.id, user_id=by.id))
    except IntegrityError:  # a second click a moment ago
        return


def unwatch(thread: Thread, *, by: User) -> None:
    """Stop watching. The caller commits.

    A page for all that was drawn while they watched must not be kept for want of a mark.
    """
    gone = db.session.execute(
        delete(Watch).where(Watch.thread_id == thread.id, Watch.user_id == by.id),
        execution_options={"synchronize_session": False},
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        count_as_change()


def is_watched(thread: Thread, user_id: int) -> bool:
    found = select(Watch.user_id).where(Watch.thread_id == thread.id, Watch.user_id == user_id)
    return db.session.scalar(found) is not None


def watchers(thread: Thread) -> list[User]:
    """The people to tell, with their identities not yet loaded."""
    people = select(User).join(Watch, Watch.user_id == User.id).where(Watch.thread_id == thread.id)
    return list(db.session.scalars(people.order_by(User.id)))
