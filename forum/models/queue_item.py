from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Model, Timestamps
from forum.models.category import Category
from forum.models.post import Post


class QueueKind(StrEnum):
    FLAG = "flag"
    HELD = "held"


class QueueItem(Timestamps, Model):
    """Something that waits for a moderator or staff: one open item a post and kind."""

    __tablename__ = "queue_item"
    visitors_see = False
    __table_args__ = (
        Index("ix_queue_item_open", "decided_at", "id"),
        Index("ix_queue_item_post_kind", "post_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[QueueKind]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[str | None]  # approved, hidden, dismissed

    post: Mapped[Post] = relationship()
    category: Mapped[Category] = relationship()
