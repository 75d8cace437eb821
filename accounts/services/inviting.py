"""Asking a colleague in: a mailed link carries the role."""

from sqlalchemy import Select, select

from accounts.models import Identity, IdentityKind, Purpose, Role, Token, User
from accounts.services import audit, consents, identities, sessions, tokens
from accounts.services.lifetimes import INVITATION_LINK
from core.clock import now
from core.db import db
from core.events import announce


class AlreadyMember(Exception):
    """The address belongs to somebody who is here already: change their role instead."""

    def __init__(self, user: User) -> None:
        super().__init__(user.id)
        self.user = user


def invite(email: str, *, role: Role, name: str, by: User) -> Token:
    """Let an invitation be mailed; a former one to the address ends. The caller commits.

    email -- normalised. Raises AlreadyMember.
    """
    known = identities.find_by_email(email)
    if known is not None:
        raise AlreadyMember(known.user)
    to_them = Token.data["email"].as_string() == email
    for former in db.session.scalars(_waiting().where(to_them)):
        tokens.use(former)
    token = tokens.prepare(
        Purpose.INVITATION, by.id, INVITATION_LINK, email=email, role=role.value, name=name
    )
    audit.record(by, "invitation.sent", f"token:{token.id}", role.value)
    announce("invitation.sent", token.id, actor_id=by.id)
    return token


def send_again(token: Token, *, by: User) -> None:
    """Mail the invitation once more; the former link ends when the new one goes out."""
    announce("invitation.sent", token.id, actor_id=by.id)


def withdraw(token: Token, *, by: User) -> None:
    """The link shall work no more. Raises tokens.AlreadyUsed. The caller commits."""
    tokens.use(token)
    audit.record(by, "invitation.withdrawn", f"token:{token.id}")


def waiting(*, before: int | None = None, limit: int = 50) -> list[Token]:
    """Invitations not accepted and not withdrawn, newest first; data: email, role, name.

    before -- id of the last one seen.
    """
    invitations = _waiting().order_by(Token.id.desc()).limit(limit)
    if before is not None:
        invitations = invitations.where(Token.id < before)
    return list(db.session.scalars(invitations))


def _waiting() -> Select[Token]:
    return select(Token).where(Token.purpose == Purpose.INVITATION, Token.used_at.is_(None))


def accept(token: Token, *, name: str, password_hash: str, language: str) -> User:
    """The invited person comes in. Raises tokens.AlreadyUsed. The caller commits.

    The link proves the mailbox, as a reset link does: if the person joined meanwhile, that account
    gets the role and the new password, and its sessions end.
    """
    tokens.use(token)
    email = token.data["email"]
    known = identities.find_by_email(email)
    if known is None:
        user = User(name=name, language=language)
        known = Identity(kind=IdentityKind.EMAIL, value=email)
        user.identities.append(known)
        db.session.add(user)
    else:
        user = known.user
        sessions.end_all(user)
    user.role = Role(token.data["role"])
    user.password_hash = password_hash
    known.verified_at = known.verified_at or now()
    db.session.flush()
    consents.give(user, "terms")
    audit.record(user, "invitation.accepted", f"token:{token.id}", user.role.value)
    announce("user.joined", user.id, actor_id=user.id)
    return user
