"""The ways in which a person is known to us; today e-mail addresses."""

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Identity, IdentityKind, Purpose, User
from accounts.services import audit, tokens
from accounts.services.lifetimes import CONFIRM_LINK
from core.clock import now
from core.db import db
from core.events import announce


class BadAddress(ValueError):
    """The text is no e-mail address that we could write to."""


def normalised_email(typed: str) -> str:
    """The address in the form we keep: lower case, an international domain in its ASCII form."""
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as problem:
        raise BadAddress(str(problem)) from None
    return (found.ascii_email or found.normalized).lower()


def find_by_email(email: str) -> Identity | None:
    """The identity of a normalised address, with its person; one query."""
    return db.session.scalars(
        select(Identity)
        .options(joinedload(Identity.user))
        .where(Identity.kind == IdentityKind.EMAIL, Identity.value == email)
    ).one_or_none()


def ask_confirmation(identity: Identity, *, next_path: str | None = None) -> None:
    """Let the mail with the confirming link be sent. The caller commits.

    next_path -- a path of this site where the person goes on afterwards.
    """
    tokens.prepare(Purpose.CONFIRM_IDENTITY, identity.id, CONFIRM_LINK, next=next_path)
    announce("identity.confirmation_asked", identity.id)


def confirm(identity: Identity) -> None:
    """The link in the mail was used: the address is the person's. The caller commits."""
    if identity.verified_at is None:
        identity.verified_at = now()
        audit.record(identity.user, "identity.confirmed", f"identity:{identity.id}")
    tokens.use_all(Purpose.CONFIRM_IDENTITY, identity.id)
    db.session.flush()


def unproved_email(user: User) -> Identity | None:
    """The address this person gave and has not confirmed yet."""
    return next(
        (i for i in user.identities if i.kind == IdentityKind.EMAIL and i.verified_at is None),
        None,
    )
