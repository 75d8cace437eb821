"""The ledger of what people agreed to. There is no default consent."""

from sqlalchemy import select

from accounts.models import Consent, User
from core.clock import now
from core.db import db

# What one can agree to -> the version of the words shown when asked. A changed text: a new version.
TEXTS = {
    "terms": "2026-11-24",  # the privacy page and the forum's manners, asked when joining
    "notices": "2026-11-24",  # mails about threads and articles one watches
}


def give(user: User, purpose: str) -> Consent:
    """Note that the person agrees to the present text; once. Unknown purposes raise KeyError."""
    version = TEXTS[purpose]
    standing = _standing(user, purpose)
    if standing is not None and standing.text_version == version:
        return standing
    consent = Consent(user_id=user.id, purpose=purpose, text_version=version)
    db.session.add(consent)
    db.session.flush()
    return consent


def withdraw(user: User, purpose: str) -> None:
    """Note the withdrawal; the consent itself stays in the ledger. The caller commits."""
    while (standing := _standing(user, purpose)) is not None:
        standing.withdrawn_at = now()
        db.session.flush()


def has_given(user: User, purpose: str) -> bool:
    return _standing(user, purpose) is not None


def ledger(user: User) -> list[Consent]:
    """All that the person ever agreed to, newest first."""
    entries = select(Consent).where(Consent.user_id == user.id).order_by(Consent.id.desc())
    return list(db.session.scalars(entries))


def _standing(user: User, purpose: str) -> Consent | None:
    return db.session.scalars(
        select(Consent)
        .where(
            Consent.user_id == user.id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        .order_by(Consent.id.desc())
        .limit(1)
    ).first()
