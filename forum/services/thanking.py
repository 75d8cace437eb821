"""A member thanks the author of a post, once; it reaches them without noise."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import case, delete, func, select
from sqlalchemy.exc import IntegrityError

from accounts.models import Notification, User
from accounts.services import notifications
from core.db import db
from core.events import announce
from forum.models import Post, Thanks
from forum.services import limits

KIND = "post.thanked"


class OwnPost(Exception):
    """Nobody thanks themselves."""


class Thanked(NamedTuple):
    """How many thanked for a post, and whether the reader did."""

    total: int
    is_mine: bool


def thank(post: Post, *, by: User) -> None:
    """Thank its author; twice is once. Counts towards the votes a day.

    Raises OwnPost, core.ratelimits.TooMany. The caller commits.
    """
    if post.author_id == by.id:
        raise OwnPost(post.id)
    if db.session.get(Thanks, (post.id, by.id)) is not None:
        return
    limits.count_vote(by)
    try:
        with db.session.begin_nested():
            db.session.add(Thanks(post_id=post.id, user_id=by.id))
    except IntegrityError:  # a second click a moment ago
        return
    announce(KIND, post.id, actor_id=by.id)


def take_back(post: Post, *, by: User) -> None:
    """No thanks after all. The caller commits."""
    mine = delete(Thanks).where(Thanks.post_id == post.id, Thanks.user_id == by.id)
    if db.session.execute(mine).rowcount:  # type: ignore[attr-defined]
        announce(KIND, post.id, actor_id=by.id)


def counted(post_ids: Sequence[int], user_id: int | None) -> dict[int, Thanked]:
    """Of these posts, those that anybody thanked for."""
    mine = func.max(case((Thanks.user_id == user_id, 1), else_=0))
    rows = db.session.execute(
        select(Thanks.post_id, func.count(), mine)
        .where(Thanks.post_id.in_(post_ids))
        .group_by(Thanks.post_id)
    )
    return {post_id: Thanked(total, bool(is_mine)) for post_id, total, is_mine in rows}


def tell(post: Post) -> None:
    """Bring the author's one notice about a post in line with who thanks for it. Flushes.

    It is given with the first thanks; more only change its words, and it is not unread again. What
    was taken back before it was read is not told.
    """
    key = f"{KIND}:{post.id}"
    of_author = (Notification.user_id == post.author_id, Notification.key == key)
    count, who = _count_and_latest(post)
    if not count:
        db.session.execute(delete(Notification).where(*of_author, Notification.read_at.is_(None)))
        return
    data = {"title": post.thread.title, "who": who, "others": count - 1}
    notice = notifications.notify(post.author_id, KIND, key, post.url, **data)
    if notice.data != data:
        notice.data = data
    db.session.flush()


def _count_and_latest(post: Post) -> tuple[int, str]:
    count = db.session.scalar(select(func.count()).where(Thanks.post_id == post.id)) or 0
    latest = (
        select(User.name)
        .join(Thanks, Thanks.user_id == User.id)
        .where(Thanks.post_id == post.id)
        .order_by(Thanks.created_at.desc(), User.id.desc())
        .limit(1)
    )
    return count, db.session.scalar(latest) or ""
