from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Model, Timestamps
from search.models.gap import Gap


class Waiting(Timestamps, Model):
    """Someone who searched in vain and asked to be told: a member, or a proved address."""

    __tablename__ = "waiting"
    visitors_see = False
    __table_args__ = (
        UniqueConstraint("gap_id", "user_id"),
        UniqueConstraint("gap_id", "email"),
        Index("ix_waiting_counted", "gap_id", "confirmed_at", "told_at", "left_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gap_id: Mapped[int] = mapped_column(ForeignKey("gap.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str | None]  # forgotten when they were told or left
    language: Mapped[str]
    consent_version: Mapped[str]  # of the words under which the address was given
    confirmed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]  # does not want to be told any more

    gap: Mapped[Gap] = relationship()
    user: Mapped[User | None] = relationship()
