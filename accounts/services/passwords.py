"""Passwords: kept as argon2id, compared in equal time, refused when a guesser tries them early."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from accounts.models import Purpose, User
from accounts.services import audit, guesses, sessions, tokens
from core.clock import now
from core.db import db
from core.events import announce

LEAST, STAFF_LEAST, MOST = 10, 15, 128  # characters
# OWASP's smaller profile: 19 MiB and 30 ms a sign-in, so that a burst of them fits the machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Of a random password nobody kept: an unknown name costs the same time as a wrong password.
NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$LlkoquHajjeC9VCVxn9cFA"
    "$Uzk+vM3GhXxTclthzi049W5IsxwAIiYWN8ziSyKDp6U"
)


def hashed(password: str) -> str:
    """About 30 ms: never inside a transaction that writes."""
    return _hasher.hash(_composed(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; None takes as long and is False. About 30 ms."""
    try:
        right = _hasher.verify(password_hash or NOBODYS, _composed(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def problem(password: str, *, is_staff: bool = False, own: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a new password, in a sentence, or None.

    own -- words an attacker knows: the person's name and address, the site's name.
    """
    least = STAFF_LEAST if is_staff else LEAST
    if len(password) < least:
        return str(_("Please use at least %(count)s characters.", count=least))
    if len(password) > MOST:
        return str(_("Please use at most %(count)s characters.", count=MOST))
    if guesses.is_easy(_composed(password), own):
        return str(
            _(
                "This password is among the first that somebody would try. "
                "Several words that have nothing to do with each other make a good one."
            )
        )
    return None


def ask_reset(user: User) -> None:
    """Let the mail with the reset link be sent. The caller commits."""
    announce("password.reset_asked", user.id)


def change(user: User, password_hash: str, *, keep: object = None) -> None:
    """Set a new password: all other sessions and open links end, and the person is told by mail.

    keep -- the session in which it is done, if it shall stay. The caller commits.
    """
    user.password_hash = password_hash
    tokens.use_all(Purpose.RESET_PASSWORD, user.id)
    sessions.end_all(user, but=keep)  # type: ignore[arg-type]
    db.session.flush()
    audit.record(user, "password.changed", f"user:{user.id}")
    announce("password.changed", user.id, actor_id=user.id)


def prove_address(user: User) -> None:
    """A reset link was opened, so the mailbox is the person's: note it. The caller commits."""
    for identity in user.identities:
        if identity.kind == "email" and identity.value == user.email:
            identity.verified_at = identity.verified_at or now()


def _composed(password: str) -> str:
    """One form of Unicode, else ấ typed on a phone differs from ấ typed on a computer."""
    return unicodedata.normalize("NFC", password)
