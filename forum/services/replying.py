"""Somebody replies. The forum's most frequent write: a handful of statements, no more."""

from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, case, func, insert, select, update
from sqlalchemy.orm import aliased

from accounts.models import User
from core.clock import now
from core.db import db
from core.events import announce
from core.markdown import render_safely
from forum.models import Post, Thread, ThreadState, ThreadType
from forum.services import holding, limits, repeating, reuse, watching


class Locked(Exception):
    """The thread takes no more replies: it is locked, or hidden."""


def reply(
    thread: Thread, *, by: User, body: str, begun_at: datetime | None = None, watch: bool = False
) -> Post:
    """Add a post at the thread's end, shown at once or held for a moderator.

    body -- Markdown, 1 to 32,000 characters.
    begun_at -- when the form was given out: sent twice, it gives the same post.
    Raises Locked, RepeatedWords, core.ratelimits.TooMany. The caller commits.
    """
    if thread.is_locked:
        raise Locked(thread.id)
    rendered = render_safely(body, language=thread.language)  # slow: before the first query
    body_hash = repeating.hash_of(body)
    twin = repeating.same_words(by, body_hash, begun_at)
    if twin is not None:
        if twin.thread_id == thread.id and not twin.is_question:
            return twin
        raise repeating.RepeatedWords(twin)
    limits.count_reply(by)
    reason = holding.reason_to_hold(by, body)
    # The thread's row first: on a database with row locks this puts two replies in a row.
    _count(thread, by, is_held=reason is not None)
    # Told by the INSERT itself: its address holds the position, and would ask for it again.
    new = insert(Post).values(
        thread_id=thread.id,
        author_id=by.id,
        position=_next_position(thread),
        body=body,
        html=rendered.html,
        renderer_version=rendered.version,
        body_hash=body_hash,
    )
    post = db.session.scalars(new.returning(Post)).one()
    if watch:
        watching.watch(thread, by=by)
    reuse.note_named(post, by=by)
    if reason:
        holding.hold(post, thread, reason=reason)
    else:
        announce("post.replied", post.id, actor_id=by.id)
    return post


def _next_position(thread: Thread) -> ScalarSelect[int]:
    other = aliased(Post)
    last = select(func.coalesce(func.max(other.position), 0) + 1)
    return last.where(other.thread_id == thread.id).scalar_subquery()


def _count(thread: Thread, by: User, *, is_held: bool) -> None:
    values: dict[str, Any] = {"updated_at": now()}
    if not is_held:
        values |= {
            "reply_count": Thread.reply_count + 1,
            "last_post_at": now(),
            "last_post_author_id": by.id,
        }
        if thread.type == ThreadType.COMPLAINT and by.is_staff:
            is_open = Thread.state == ThreadState.OPEN
            values["state"] = case((is_open, ThreadState.ANSWERED), else_=Thread.state)
    # Asked here, not before: it may have been closed or settled while the words were rendered.
    takes_replies = (Thread.locked_at.is_(None), Thread.hidden_at.is_(None))
    changed = update(Thread).where(Thread.id == thread.id, *takes_replies).values(**values)
    done: Any = db.session.execute(changed.execution_options(synchronize_session=False))
    if not done.rowcount:
        raise Locked(thread.id)
    db.session.expire(thread, list(values))
