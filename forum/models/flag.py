from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Model, Timestamps
from forum.models.post import Post


class FlagReason(StrEnum):
    SPAM = "spam"
    RUDE = "rude"
    WRONG = "wrong"
    PRIVATE_DATA = "private_data"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class Flag(Timestamps, Model):
    """Somebody asks staff to look at a post."""

    __tablename__ = "flag"
    visitors_see = False
    __table_args__ = (UniqueConstraint("post_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    reason: Mapped[FlagReason]
    note: Mapped[str] = mapped_column(default="")
    resolved_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship()
    user: Mapped[User] = relationship()
