"""Accounts that came with an import: the real person takes theirs over, with all it wrote.

Where the export knew the address, asking for a new password leads there, and so does joining with
it. Where it did not, staff send a link to the address that the person told them.
"""

from sqlalchemy.exc import IntegrityError

from accounts.models import Identity, IdentityKind, Purpose, Token, User
from accounts.services import audit, consents, identities, passwords, tokens
from accounts.services.lifetimes import CLAIM_LINK
from core.db import db
from core.events import announce


class AddressTaken(Exception):
    """The address belongs to another account; two accounts are never made one."""


class NotClaimable(Exception):
    """Somebody has claimed the account, or it has an address and the link goes there."""


def send_link(person: User, email: str, *, by: User) -> Token:
    """Let a one-time link be mailed by which the account can be claimed; a former one ends.

    email -- normalised. Raises AddressTaken, NotClaimable. The caller commits.
    """
    if not person.is_placeholder or person.email is not None:
        raise NotClaimable(person.id)
    if identities.find_by_email(email) is not None:
        raise AddressTaken(email)
    tokens.use_all(Purpose.CLAIM, person.id)
    token = tokens.prepare(Purpose.CLAIM, person.id, CLAIM_LINK, email=email)
    audit.record(by, "claim.sent", f"user:{person.id}")
    announce("claim.sent", token.id, actor_id=by.id)
    return token


def claim_by_link(token: Token, password_hash: str) -> User:
    """The link that staff sent was opened, so the mailbox is the person's. The caller commits.

    Raises tokens.AlreadyUsed, AddressTaken, NotClaimable.
    """
    tokens.use(token)
    person = db.session.get_one(User, token.subject_id)
    email = token.data["email"]
    if person.email is not None:
        raise NotClaimable(person.id)
    if identities.find_by_email(email) is not None:
        raise AddressTaken(email)
    try:
        with db.session.begin_nested():
            person.identities.append(Identity(kind=IdentityKind.EMAIL, value=email))
    except IntegrityError:  # somebody joined with it this very moment
        raise AddressTaken(email) from None
    claim(person, password_hash)
    return person


def claim(person: User, password_hash: str) -> None:
    """A link in a mail to the account's address was opened: from now on it is the person's.

    Raises NotClaimable when somebody was faster. The caller commits.
    """
    if not person.is_placeholder:
        raise NotClaimable(person.id)
    person.password_hash = password_hash
    passwords.prove_address(person)
    tokens.use_all(Purpose.RESET_PASSWORD, person.id)
    tokens.use_all(Purpose.CLAIM, person.id)
    consents.give(person, "terms")
    db.session.flush()
    audit.record(person, "user.claimed", f"user:{person.id}")
    announce("user.joined", person.id, actor_id=person.id)
