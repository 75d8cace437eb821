"""What staff do with people: roles, suspensions, ending sessions."""

from datetime import datetime

from sqlalchemy import func, select

from accounts.models import Role, User
from accounts.services import audit, sessions
from core.db import db
from core.events import announce


class LastAdmin(Exception):
    """The site would be left without an admin."""


def change_role(user: User, role: Role, *, by: User, reason: str = "") -> None:
    """Give another role; the person signs in anew, so no session keeps old rights.

    Raises LastAdmin. The caller commits.
    """
    if user.role is role:
        return
    if user.role is Role.ADMIN and _admin_count() == 1:
        raise LastAdmin(user.id)
    was = user.role
    user.role = role
    sessions.end_all(user)
    audit.record(by, "user.role_changed", f"user:{user.id}", f"{was} → {role}. {reason}".strip())
    announce("user.role_changed", user.id, actor_id=by.id)


def set_trust_level(user: User, level: int, *, by: User, reason: str = "") -> None:
    """Say by hand how far a member is trusted. The caller commits.

    level -- 0 to 3; widens limits, gives no rights over others.
    """
    if user.trust_level == level:
        return
    was = user.trust_level
    user.trust_level = level
    audit.record(by, "user.trust_changed", f"user:{user.id}", f"{was} → {level}. {reason}".strip())


def suspend(user: User, *, until: datetime, by: User, reason: str) -> None:
    """Shut a person out until then; they are signed out everywhere. The caller commits.

    Raises LastAdmin.
    """
    if user.role is Role.ADMIN and _admin_count() == 1:
        raise LastAdmin(user.id)
    user.suspended_until = until
    sessions.end_all(user)
    audit.record(by, "user.suspended", f"user:{user.id}", reason)
    announce("user.suspended", user.id, actor_id=by.id)


def end_suspension(user: User, *, by: User, reason: str = "") -> None:
    user.suspended_until = None
    audit.record(by, "user.suspension_ended", f"user:{user.id}", reason)


def end_sessions(user: User, *, by: User) -> None:
    """Sign a member out everywhere. The caller commits."""
    sessions.end_all(user)
    audit.record(by, "user.signed_out", f"user:{user.id}")


def staff(limit: int = 200) -> list[User]:
    """Staff and admins, by name."""
    people = select(User).where(User.role.in_((Role.STAFF, Role.ADMIN)), User.erased_at.is_(None))
    return list(db.session.scalars(people.order_by(User.name, User.id).limit(limit)))


def _admin_count() -> int:
    admins = select(func.count()).where(User.role == Role.ADMIN, User.erased_at.is_(None))
    return db.session.scalar(admins) or 0
