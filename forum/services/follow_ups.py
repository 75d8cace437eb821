"""“Is it still fine?”: asked once about a solved thread, of who likes to be asked."""

from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import Notification, Role, User
from accounts.services import audit, notifications, settings
from core.audience import audiences_of
from core.clock import now
from core.db import db
from core.events import announce
from forum.models import Category, Thread, ThreadType
from forum.permissions import rate_thread
from forum.services import solving

KIND = "thread.follow_up"
LATE_BY = timedelta(days=3)  # older ones are let be: the worker stood still, or it was just set
AT_ONCE = 100


def ask_due(limit: int = AT_ONCE) -> int:
    """Ask about threads that were solved so many days ago; return how many. The caller commits."""
    days = settings.get("follow_up_days")
    if not days:
        return 0
    moment = now() - timedelta(days=days)
    told = exists().where(
        Notification.user_id == Thread.author_id,
        Notification.key == literal(f"{KIND}:") + cast(Thread.id, String),
    )
    due = (
        select(Thread)
        .join(User, User.id == Thread.author_id)
        .join(Thread.category)
        .where(
            Thread.solved_at > moment - LATE_BY,
            Thread.solved_at <= moment,
            Thread.held_at.is_(None),
            Thread.hidden_at.is_(None),
            _sees_category(),
            User.wants_follow_ups,
            User.erased_at.is_(None),
            ~told,
        )
        .options(joinedload(Thread.author), contains_eager(Thread.category))
        .order_by(Thread.solved_at)
        .limit(limit)
    )
    asked = [t for t in db.session.scalars(due) if rate_thread(t.author, t)]
    for thread in asked:
        url = f"/forum/follow-ups/{thread.id}"
        notice = notifications.notify(thread.author_id, KIND, _key(thread), url, title=thread.title)
        announce("notice.given", notice.id)
    return len(asked)


def _sees_category() -> ColumnElement[bool]:
    """As `rate_thread` asks of each: those who cannot be asked must not fill the query's limit."""
    return or_(
        *(
            and_(User.role == role, Category.audience.in_(audiences_of(User(role=role))))
            for role in Role
        )
    )


def still_fine(thread: Thread, *, by: User) -> None:
    """It is. The caller commits."""
    _read(thread, by)
    audit.record(by, "thread.still_fine", f"thread:{thread.id}")


def not_fine(thread: Thread, *, by: User) -> None:
    """It is not: a question opens again, and what was accepted is so no longer.

    A settled complaint has come to its end; its author can still write. The caller commits.
    """
    _read(thread, by)
    audit.record(by, "thread.not_fine", f"thread:{thread.id}")
    if thread.type is not ThreadType.QUESTION:
        return
    thread.accepted_post_id = None
    solving.open_again(thread)
    db.session.flush()
    announce("thread.changed", thread.id, actor_id=by.id)


def stop(user: User) -> None:
    """They do not want to be asked any more. The caller commits."""
    user.wants_follow_ups = False


def stop_url(user: User) -> str:
    """A signed link that never expires: leaving must always work."""
    base = current_app.config["HOIDAP_BASE_URL"]
    return f"{base}/forum/follow-ups/stop/{_signer().dumps(user.id)}"


def by_stop_token(token: str) -> User | None:
    try:
        number = _signer().loads(token)
    except BadSignature:
        return None
    return db.session.get(User, number) if isinstance(number, int) else None


def _key(thread: Thread) -> str:
    return f"{KIND}:{thread.id}"


def _read(thread: Thread, user: User) -> None:
    found = select(Notification.id).where(
        Notification.user_id == user.id, Notification.key == _key(thread)
    )
    if (notice := db.session.scalar(found)) is not None:
        notifications.mark_read(user.id, notice)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="follow-ups.stop")
