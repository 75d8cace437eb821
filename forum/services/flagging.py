"""Somebody asks staff to look at a post. Its author is never told who."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.models import User
from core.db import db
from core.events import announce
from forum.models import Flag, FlagReason, Post, QueueItem, QueueKind
from forum.services import limits


class AlreadyFlagged(Exception):
    """This person flagged this post before; once is enough."""


def flag(post: Post, *, by: User, reason: FlagReason, note: str = "") -> Flag:
    """Put the post into the queue, with the reason; one open item a post.

    note -- plain text, up to 500 characters, for who decides.
    Raises AlreadyFlagged, core.ratelimits.TooMany. The caller commits.
    """
    limits.count_flag(by)
    flagged = Flag(post_id=post.id, user_id=by.id, reason=reason, note=note)
    try:
        with db.session.begin_nested():
            db.session.add(flagged)
    except IntegrityError:
        raise AlreadyFlagged(post.id) from None
    if not _has_open_item(post):
        category_id = post.thread.category_id
        item = QueueItem(kind=QueueKind.FLAG, post_id=post.id, category_id=category_id)
        db.session.add(item)
    db.session.flush()
    announce("post.flagged", post.id, actor_id=by.id)
    return flagged


def _has_open_item(post: Post) -> bool:
    open_item = select(QueueItem.id).where(
        QueueItem.post_id == post.id,
        QueueItem.kind == QueueKind.FLAG,
        QueueItem.decided_at.is_(None),
    )
    return db.session.scalar(open_item) is not None
