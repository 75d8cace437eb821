from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class Purpose(StrEnum):
    CONFIRM_IDENTITY = "confirm_identity"  # subject: identity id
    RESET_PASSWORD = "reset_password"  # subject: user id  # noqa: S105
    CLAIM = "claim"  # subject: user id; data: email
    INVITATION = "invitation"  # subject: the inviting person's id; data: email, role, name
    SETUP = "setup"  # subject: 0
    CONFIRM_WAITING = "confirm_waiting"  # subject: waiting id


class Token(Timestamps, Model):
    """A one-time link that was mailed or printed. Only its digest is kept."""

    __tablename__ = "token"
    visitors_see = False

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    subject_id: Mapped[int] = mapped_column(index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
