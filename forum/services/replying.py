"""Somebody replies. The forum's most frequent write: a handful of statements, no more."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlalchemy.orm import aliased

from accounts.models import User
from core.clock import now
from core.db import db
from core.events import announce
from core.markdown import render_safely
from forum.models import Post, Thread, ThreadState, ThreadType
from forum.services import holding, limits, repeating, reuse, watching

# Built once: to put statements together costs more than to run them.
_other = aliased(Post)
_NEXT_POSITION = (
    select(func.coalesce(func.max(_other.position), 0) + 1)
    .where(_other.thread_id == bindparam("thread"))
    .scalar_subquery()
)
_ADD = (
    insert(Post)
    .values(
        thread_id=bindparam("thread"),
        author_id=bindparam("by"),
        position=_NEXT_POSITION,
        body=bindparam("words"),
        html=bindparam("shown"),
        renderer_version=bindparam("renderer"),
        body_hash=bindparam("hash"),
    )
    .returning(Post)
    # Given its values when it is run, SQLAlchemy would take it for one of many rows.
    .execution_options(dml_strategy="orm")
)
# Asked here, not before: it may have been closed or settled while the words were rendered.
_TAKES_REPLIES = (
    update(Thread)
    .where(Thread.id == bindparam("thread"), Thread.locked_at.is_(None), Thread.hidden_at.is_(None))
    .execution_options(synchronize_session=False)
)
_HELD = _TAKES_REPLIES.values(updated_at=bindparam("moment"))
_SHOWN = _HELD.values(
    reply_count=Thread.reply_count + 1,
    last_post_at=bindparam("moment"),
    last_post_author_id=bindparam("by"),
)
_IS_OPEN = Thread.state == ThreadState.OPEN
_ANSWERED = _SHOWN.values(state=case((_IS_OPEN, ThreadState.ANSWERED), else_=Thread.state))
_COUNTED = ("updated_at", "reply_count", "last_post_at", "last_post_author_id", "state")


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
    new = {
        "thread": thread.id,
        "by": by.id,
        "words": body,
        "shown": rendered.html,
        "renderer": rendered.version,
        "hash": body_hash,
    }
    post = db.session.scalars(_ADD, new).one()
    if watch:
        watching.watch(thread, by=by)
    reuse.note_named(post, by=by)
    if reason:
        holding.hold(post, thread, reason=reason)
    else:
        announce("post.replied", post.id, actor_id=by.id)
    return post


def _count(thread: Thread, by: User, *, is_held: bool) -> None:
    if is_held:
        counted = _HELD
    elif thread.type == ThreadType.COMPLAINT and by.is_staff:
        counted = _ANSWERED
    else:
        counted = _SHOWN
    values = {"thread": thread.id, "by": by.id, "moment": now()}
    done: Any = db.session.execute(counted, values)
    if not done.rowcount:
        raise Locked(thread.id)
    db.session.expire(thread, _COUNTED)
