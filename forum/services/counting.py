"""A thread's own counts, counted anew after a rare deed (a reply only adds one)."""

from sqlalchemy import func, select

from core.db import db
from forum.models import Post, Thread

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
