"""Becoming a member. Whether an address is known here is told to its owner alone, by mail."""

from sqlalchemy.exc import IntegrityError

from accounts.models import Identity, IdentityKind, Role, User
from accounts.services import audit, consents, identities
from core.clock import now
from core.db import db
from core.events import announce


def join(
    *, name: str, email: str, password_hash: str, language: str, next_path: str | None = None
) -> None:
    """Make the account and let the confirming mail be sent; the caller answers the same and
    commits in either case.

    email -- normalised. When it is known already, nothing is made and its owner gets a mail.
    """
    known = identities.find_by_email(email)
    if known is not None:
        announce("identity.join_repeated", known.id)
        return
    try:
        with db.session.begin_nested():
            user = _add(name, email, password_hash, language)
    except IntegrityError:  # two browsers at once with the same address
        known = identities.find_by_email(email)
        if known is not None:
            announce("identity.join_repeated", known.id)
        return
    consents.give(user, "terms")
    identities.ask_confirmation(user.identities[0], next_path=next_path)
    announce("user.joined", user.id, actor_id=user.id)


def make_admin(*, name: str, email: str, password_hash: str | None, language: str) -> User:
    """The site's first admin (by the one-time set-up link), or one made by a command.

    The person of a known address becomes an admin; their name and password stay. The address
    counts as confirmed: who may do this holds the server or its link. The caller commits.
    """
    known = identities.find_by_email(email)
    if known is not None:
        user = known.user
        user.role = Role.ADMIN
        user.password_hash = user.password_hash or password_hash
        known.verified_at = known.verified_at or now()
    else:
        user = _add(name, email, password_hash, language, role=Role.ADMIN)
        user.identities[0].verified_at = now()
    db.session.flush()
    audit.record(None, "user.made_admin", f"user:{user.id}")
    return user


def _add(
    name: str,
    email: str,
    password_hash: str | None,
    language: str,
    role: Role = Role.CUSTOMER,
) -> User:
    user = User(name=name, role=role, language=language, password_hash=password_hash)
    user.identities.append(Identity(kind=IdentityKind.EMAIL, value=email))
    db.session.add(user)
    db.session.flush()
    return user
