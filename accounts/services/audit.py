"""The record of who did what. Entries are only ever added."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.models import AuditEntry, User
from core.db import db


def record(by: User | None, action: str, subject: str, reason: str = "") -> AuditEntry:
    """Write down a deed. The caller commits, together with the deed itself.

    by      -- None when the site itself did it.
    action  -- past tense, as in events: `post.hidden`.
    subject -- noun and id: `post:7`.
    """
    entry = AuditEntry(
        actor_id=by.id if by else None, action=action, subject=subject, reason=reason[:2000]
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def latest(
    *, subject: str | None = None, before: int | None = None, limit: int = 50
) -> list[AuditEntry]:
    """Entries with their actors, newest first; `before` is the id of the last one seen."""
    entries = select(AuditEntry).options(joinedload(AuditEntry.actor))
    if subject is not None:
        entries = entries.where(AuditEntry.subject == subject)
    if before is not None:
        entries = entries.where(AuditEntry.id < before)
    return list(db.session.scalars(entries.order_by(AuditEntry.id.desc()).limit(limit)))


def last(subject: str, *actions: str) -> datetime | None:
    """When one of these deeds was done to the subject last; None for never."""
    found = select(func.max(AuditEntry.created_at)).where(
        AuditEntry.subject == subject, AuditEntry.action.in_(actions)
    )
    return db.session.scalar(found)
