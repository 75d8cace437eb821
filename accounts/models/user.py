from datetime import datetime
from enum import StrEnum

from flask import current_app
from flask_login import AnonymousUserMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models.identity import Identity
from core.clock import now
from core.db import Model, Timestamps
from core.slugs import with_id


class Role(StrEnum):
    CUSTOMER = "customer"
    MODERATOR = "moderator"
    STAFF = "staff"
    ADMIN = "admin"


class User(Timestamps, UserMixin, Model):
    """A person who joined or was invited."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # as shown; names may repeat, the address carries the id
    role: Mapped[Role] = mapped_column(default=Role.CUSTOMER)
    trust_level: Mapped[int] = mapped_column(default=0)  # 0 to 3; widens limits, gives no rights
    language: Mapped[str] = mapped_column(default="vi")
    about: Mapped[str] = mapped_column(default="")
    wants_follow_ups: Mapped[bool] = mapped_column(default=True)  # "is it still fine?" by mail
    password_hash: Mapped[str | None]
    seen_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    identities: Mapped[list[Identity]] = relationship(back_populates="user", order_by=Identity.id)

    @property
    def is_active(self) -> bool:
        return self.erased_at is None and not self.is_suspended

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > now()

    @property
    def is_moderator(self) -> bool:
        return self.role is Role.MODERATOR

    @property
    def is_staff(self) -> bool:
        return self.role in (Role.STAFF, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_confirmed(self) -> bool:
        """Whether one of the ways to reach this person was proved to be theirs."""
        return any(identity.verified_at is not None for identity in self.identities)

    @property
    def is_placeholder(self) -> bool:
        """Whether the account came with an import and nobody has claimed it yet."""
        is_nobodys = self.password_hash is None and not self.is_confirmed
        return is_nobodys and self.role is Role.CUSTOMER and self.erased_at is None

    @property
    def may_post(self) -> bool:
        """What posting needs is the site's setting HOIDAP_POSTING_REQUIRES."""
        needs = current_app.config["HOIDAP_POSTING_REQUIRES"]
        return self.is_active and (needs == "nothing" or self.is_staff or self.is_confirmed)

    @property
    def email(self) -> str | None:
        """The address mail goes to: the first proved one, else the first given."""
        emails = [identity for identity in self.identities if identity.kind == "email"]
        proved = [identity for identity in emails if identity.verified_at is not None]
        return next((identity.value for identity in proved or emails), None)

    @property
    def url(self) -> str:
        return f"/people/{with_id(self.id, self.name)}"


class Visitor(AnonymousUserMixin):
    """Someone not signed in: answers every rule's question with a plain no."""

    id = None
    is_moderator = False
    is_staff = False
    is_admin = False
    is_confirmed = False
    may_post = False
    language = None
