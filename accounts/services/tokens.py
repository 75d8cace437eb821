"""One-time links: 256 random bits, of which the database keeps only the digest."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from accounts.models import Purpose, Token
from core.clock import now
from core.db import db
from core.schedule import every

KEPT = timedelta(days=30)  # after its end, for the question "I clicked and it did not work"


class AlreadyUsed(Exception):
    """Somebody used the link before us; it works once."""


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()


def issue(purpose: Purpose, subject_id: int, lifetime: timedelta, **data: Any) -> str:
    """Make a link's token and return it; nobody can read it from the database later. Flushes."""
    raw = secrets.token_urlsafe(32)
    _add(purpose, subject_id, lifetime, raw, data)
    return raw


def prepare(purpose: Purpose, subject_id: int, lifetime: timedelta, **data: Any) -> Token:
    """A token that nobody knows yet: the handler that mails it calls `renew`. Flushes."""
    return _add(purpose, subject_id, lifetime, secrets.token_urlsafe(32), data)


def renew(token: Token, lifetime: timedelta) -> str:
    """Give the token a fresh secret and a fresh life; the former link is dead. Flushes."""
    raw = secrets.token_urlsafe(32)
    token.token_hash = digest(raw)
    token.expires_at = now() + lifetime
    db.session.flush()
    return raw


def find(purpose: Purpose, raw: str) -> Token | None:
    """The token if it is of this purpose, not used and not too old."""
    token = db.session.scalars(
        select(Token).where(Token.token_hash == digest(raw), Token.purpose == purpose)
    ).one_or_none()
    if token is None or token.used_at is not None or token.expires_at <= now():
        return None
    return token


def latest(purpose: Purpose, subject_id: int) -> Token | None:
    """The subject's newest token that still waits to be used (it may be too old)."""
    waiting = (
        select(Token)
        .where(Token.purpose == purpose, Token.subject_id == subject_id, Token.used_at.is_(None))
        .order_by(Token.id.desc())
    )
    return db.session.scalars(waiting.limit(1)).first()


def use(token: Token) -> None:
    """Use the token up; two at once get one effect. Raises AlreadyUsed. The caller commits."""
    moment = now()
    taken: Any = db.session.execute(
        update(Token)
        .where(Token.id == token.id, Token.used_at.is_(None))
        .values(used_at=moment)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:
        raise AlreadyUsed(token.id)
    db.session.refresh(token)


def use_all(purpose: Purpose, subject_id: int) -> None:
    """Use up every waiting token of the subject: no second link stays good."""
    db.session.execute(
        update(Token)
        .where(Token.purpose == purpose, Token.subject_id == subject_id, Token.used_at.is_(None))
        .values(used_at=now())
    )


@every(timedelta(hours=24))
def forget_old_tokens() -> None:
    db.session.execute(delete(Token).where(Token.expires_at < now() - KEPT))


def _add(
    purpose: Purpose, subject_id: int, lifetime: timedelta, raw: str, data: dict[str, Any]
) -> Token:
    token = Token(
        purpose=purpose,
        subject_id=subject_id,
        token_hash=digest(raw),
        data=data,
        expires_at=now() + lifetime,
    )
    db.session.add(token)
    db.session.flush()
    return token
