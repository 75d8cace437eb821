from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Model, Timestamps
from forum.models.thread import Thread

LOW = 2  # and below: somebody of the staff looks after it


class Rating(Timestamps, Model):
    """How content the asker is with the way their thread went: 1 (not at all) to 5, with words."""

    __tablename__ = "rating"
    visitors_see = False
    __table_args__ = (Index("ix_rating_open", "settled_at", "score", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    score: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]  # staff have looked after a low one
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_how: Mapped[str] = mapped_column(default="")

    thread: Mapped[Thread] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])

    @property
    def is_task(self) -> bool:
        """Whether staff still have to look after it."""
        return self.score <= LOW and self.settled_at is None
