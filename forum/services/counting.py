"""A thread's own counts, counted anew after a rare deed (a reply only adds one); and the rooms'."""

from sqlalchemy import func, select

from core import tallies
from core.db import db
from forum.models import Post, Thread

ROOMS = "forum.rooms"

# In SQL what Post.is_visible says of a row.
VISIBLE = (Post.hidden_at.is_(None), Post.held_at.is_(None), Post.withdrawn_at.is_(None))


def recount(thread: Thread) -> None:
    """Make `reply_count`, `last_post_at` and `last_post_author_id` agree with the posts."""
    db.session.flush()
    visible = (Post.thread_id == thread.id, *VISIBLE)
    thread.reply_count = (
        db.session.scalar(select(func.count()).where(*visible, Post.position > 1)) or 0
    )
    newest = (
        select(Post.created_at, Post.author_id)
        .where(*visible)
        .order_by(Post.position.desc())
        .limit(1)
    )
    if last := db.session.execute(newest).one_or_none():
        thread.last_post_at, thread.last_post_author_id = last
    db.session.flush()


def in_rooms() -> dict[int, int]:
    """Category's id -> how many threads everybody sees there, as the worker counted last."""
    return {int(room): count for room, count in tallies.read(ROOMS, _count_rooms).items()}


def renew_rooms() -> None:
    """Count the rooms' threads anew. The caller commits."""
    tallies.renew({ROOMS: _count_rooms})


def _count_rooms() -> dict[str, int]:
    shown = (Thread.hidden_at.is_(None), Thread.held_at.is_(None), Thread.is_private.is_(False))
    rows = db.session.execute(
        select(Thread.category_id, func.count()).where(*shown).group_by(Thread.category_id)
    )
    return {str(room): count for room, count in rows}
