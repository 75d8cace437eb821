from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Timestamps

if TYPE_CHECKING:
    from accounts.models.user import User


class IdentityKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    PROVIDER = "provider"


class Identity(Timestamps, Model):
    """One way in which a person is known to us; e-mail is not the only door."""

    __tablename__ = "identity"
    visitors_see = False
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[IdentityKind]
    value: Mapped[str]  # normalised: e-mail lower case, phone in +84… form
    verified_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="identities")
