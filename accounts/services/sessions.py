"""Signed-in browsers: a random token in a cookie, its digest in a row that sign-out deletes."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import contains_eager
from werkzeug.wrappers import Response

from accounts.models import Session, User
from accounts.services.tokens import digest
from core.clock import now
from core.db import db, writing
from core.schedule import every

IDLE, LONGEST = timedelta(days=30), timedelta(days=180)  # customers
STAFF_IDLE, STAFF_LONGEST = timedelta(days=7), timedelta(days=30)  # moderators as well
SEEN_EVERY = timedelta(hours=1)
AT_MOST = 30  # sessions of one person; the oldest go

_OF_TOKEN = (  # asked at every page: built once
    select(Session)
    .join(Session.user)
    .options(contains_eager(Session.user))
    .where(Session.token_hash == bindparam("digest"))
)


def cookie_name() -> str:
    """With https, a name that browsers accept only from this very host over TLS."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Host-hoidap_session" if secure else "hoidap_session"


def idle_limit(user: User) -> timedelta:
    return STAFF_IDLE if user.is_staff or user.is_moderator else IDLE


def longest(user: User) -> timedelta:
    return STAFF_LONGEST if user.is_staff or user.is_moderator else LONGEST


def begin(user: User, *, user_agent: str = "") -> str:
    """Sign the person in; return the token for the cookie, known to nobody else. Flushes."""
    raw = secrets.token_urlsafe(32)
    moment = now()
    db.session.add(
        Session(
            user_id=user.id,
            token_hash=digest(raw),
            seen_at=moment,
            expires_at=moment + longest(user),
            user_agent=user_agent[:200],
        )
    )
    db.session.flush()
    _drop_oldest(user)
    return raw


def set_cookie(response: Response, raw: str, user: User) -> None:
    """Give the browser its token: not for scripts, not for other sites' forms."""
    response.set_cookie(
        cookie_name(),
        raw,
        max_age=longest(user),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: Response) -> None:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.delete_cookie(cookie_name(), secure=secure, httponly=True, samesite="Lax")


def find(raw: str) -> Session | None:
    """The living session of this token with its person; one query, nothing written."""
    session = db.session.scalars(_OF_TOKEN, {"digest": digest(raw)}).one_or_none()
    if session is None or not _lives(session) or not session.user.is_active:
        return None
    return session


def is_stale(session: Session) -> bool:
    """Whether the moment it was last seen should be written down anew."""
    return session.seen_at < now() - SEEN_EVERY


def note_seen(session_id: int, user_id: int, moment: datetime) -> None:
    """Write down that the browser was here, in a small transaction of its own."""
    with writing(), db.engine.begin() as connection:
        connection.execute(update(Session).where(Session.id == session_id).values(seen_at=moment))
        connection.execute(update(User).where(User.id == user_id).values(seen_at=moment))


def of(user: User) -> list[Session]:
    """A person's living sessions, last seen first."""
    rows = db.session.scalars(
        select(Session).where(Session.user_id == user.id).order_by(Session.seen_at.desc())
    )
    return [session for session in rows if _lives(session)]


def end(raw: str) -> None:
    """Sign the browser with this token out: its cookie is dead. The caller commits."""
    db.session.execute(delete(Session).where(Session.token_hash == digest(raw)))


def end_one(user: User, session_id: int) -> bool:
    """End one of the person's own sessions; False when they have none of this id."""
    own = delete(Session).where(Session.id == session_id, Session.user_id == user.id)
    ended: Any = db.session.execute(own)
    return bool(ended.rowcount)


def end_all(user: User, *, but: Session | None = None) -> None:
    """Sign the person out everywhere (but here). The caller commits."""
    gone = delete(Session).where(Session.user_id == user.id)
    db.session.execute(gone if but is None else gone.where(Session.id != but.id))


@every(timedelta(hours=24))
def forget_old_sessions() -> None:
    moment = now()
    gone = (Session.expires_at < moment) | (Session.seen_at < moment - IDLE)
    db.session.execute(delete(Session).where(gone))


def _lives(session: Session) -> bool:
    moment = now()
    return session.expires_at > moment and session.seen_at > moment - idle_limit(session.user)


def _drop_oldest(user: User) -> None:
    ids = select(Session.id).where(Session.user_id == user.id).order_by(Session.seen_at.desc())
    old = db.session.scalars(ids.offset(AT_MOST)).all()
    if old:
        db.session.execute(delete(Session).where(Session.id.in_(old)))
