"""The one list of what waits for a person: flagged and held posts; what is decided about them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, bindparam, func, select, update
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import User
from accounts.services import audit
from core.audience import audiences_of
from core.clock import now
from core.db import GREATEST_ID, db
from core.permissions import Actor
from forum.models import Category, Flag, FlagReason, Post, QueueItem, Thread
from forum.permissions import moderated_categories
from forum.services import holding

PER_PAGE = 20


class AlreadyDecided(Exception):
    """Somebody else was faster."""


class FlagLine(NamedTuple):
    reason: FlagReason
    note: str
    at: datetime


class QueueLine(NamedTuple):
    """One item as the list shows it. Who flagged is told to nobody here."""

    item: QueueItem
    post: Post
    thread: Thread
    author: User
    flags: tuple[FlagLine, ...]


def _open_for(actor: Actor) -> list[ColumnElement[bool]]:
    """What a moderator may decide: items of their categories; staff decide all."""
    seen = select(Category.id).where(Category.audience.in_(audiences_of(actor)))
    return [
        QueueItem.category_id.in_(moderated_categories(actor)),
        Thread.category_id.in_(seen),  # a staff room they were once given is none
        Thread.is_private.is_(False),
    ]


def open_items(actor: Actor, *, after: int = 0, limit: int = PER_PAGE) -> list[QueueLine]:
    """Open items, oldest first; `after` is the id of the last one seen. Two queries."""
    items = _ITEMS if actor.is_staff else _ITEMS.where(*_open_for(actor))
    found = list(db.session.scalars(items, {"after": min(after, GREATEST_ID), "limit": limit}))
    flags = _open_flags([item.post_id for item in found])
    return [
        QueueLine(
            item, item.post, item.post.thread, item.post.author, tuple(flags.get(item.post_id, ()))
        )
        for item in found
    ]


_ITEMS = (  # built once: each desk asks
    select(QueueItem)
    .join(QueueItem.post)
    .join(Post.thread)
    .where(QueueItem.decided_at.is_(None), QueueItem.id > bindparam("after"))
    .options(
        contains_eager(QueueItem.post).contains_eager(Post.thread).joinedload(Thread.category),
        contains_eager(QueueItem.post).joinedload(Post.author),
    )
    .order_by(QueueItem.id)
    .limit(bindparam("limit", type_=Integer))
)


def _open_flags(post_ids: list[int]) -> dict[int, list[FlagLine]]:
    flags: dict[int, list[FlagLine]] = {}
    for post_id, reason, note, at in db.session.execute(_FLAGS, {"posts": post_ids}):
        flags.setdefault(post_id, []).append(FlagLine(reason, note, at))
    return flags


_FLAGS = (
    select(Flag.post_id, Flag.reason, Flag.note, Flag.created_at)
    .where(Flag.post_id.in_(bindparam("posts", expanding=True)), Flag.resolved_at.is_(None))
    .order_by(Flag.id)
)


def count(actor: Actor) -> int:
    """How many items wait for this person."""
    items = _COUNT
    if not actor.is_staff:
        items = items.join(QueueItem.post).join(Post.thread).where(*_open_for(actor))
    return db.session.scalar(items) or 0


_COUNT = select(func.count()).select_from(QueueItem).where(QueueItem.decided_at.is_(None))


def find(item_id: int) -> QueueItem | None:
    """An item with its post, thread and category; the rule says who may decide it."""
    item = (
        select(QueueItem)
        .where(QueueItem.id == item_id)
        .options(
            joinedload(QueueItem.post).joinedload(Post.thread).joinedload(Thread.category),
            joinedload(QueueItem.post).joinedload(Post.author),
        )
    )
    return db.session.scalar(item)


def line(item: QueueItem) -> QueueLine:
    """The item with its open flags, for its own page."""
    flags = _open_flags([item.post_id]).get(item.post_id, [])
    return QueueLine(item, item.post, item.post.thread, item.post.author, tuple(flags))


def approve(item: QueueItem, *, by: User) -> None:
    """Show a held post to everybody. Raises AlreadyDecided. The caller commits."""
    _decide(item, by, "approved")
    if item.post.is_held:
        holding.release(item.post, actor_id=by.id)
    audit.record(by, "post.approved", f"post:{item.post_id}")


def dismiss(item: QueueItem, *, by: User, reason: str = "") -> None:
    """The flags ask for nothing: the post stays. Raises AlreadyDecided. The caller commits."""
    _decide(item, by, "dismissed")
    _resolve_flags(item.post_id)
    audit.record(by, "flag.dismissed", f"post:{item.post_id}", reason)


def _decide(item: QueueItem, by: User, decision: str) -> None:
    if item.decided_at is not None:
        raise AlreadyDecided(item.id)
    item.decided_at = now()
    item.decided_by = by.id
    item.decision = decision
    db.session.flush()


def close_for(post: Post, *, by: User, decision: str) -> None:
    """Nothing is left to decide about the post: its open items and flags are done with."""
    waiting = select(QueueItem).where(QueueItem.post_id == post.id, QueueItem.decided_at.is_(None))
    for item in db.session.scalars(waiting):
        _decide(item, by, decision)
    _resolve_flags(post.id)


def _resolve_flags(post_id: int) -> None:
    for flag in db.session.scalars(
        select(Flag).where(Flag.post_id == post_id, Flag.resolved_at.is_(None))
    ):
        flag.resolved_at = now()
    db.session.flush()


def move_items(thread: Thread) -> None:
    """The thread's open items follow it into its category, to who moderates there."""
    posts = select(Post.id).where(Post.thread_id == thread.id).scalar_subquery()
    db.session.execute(
        update(QueueItem)
        .where(QueueItem.post_id.in_(posts), QueueItem.decided_at.is_(None))
        .values(category_id=thread.category_id),
        execution_options={"synchronize_session": "fetch"},
    )
