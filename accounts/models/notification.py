from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class Notification(Timestamps, Model):
    """One notice to one person. Its sentence is made when shown, in the reader's language."""

    __tablename__ = "notification"
    visitors_see = False
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]  # "post.replied:17": the same news is told once
    kind: Mapped[str]  # the event: post.replied
    url: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)  # who, title, reason
    read_at: Mapped[datetime | None]
