from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class Reuse(Timestamps, Model):
    """An article answered a thread: linked as its answer, or named in a reply of staff."""

    __tablename__ = "reuse"
    visitors_see = False
    __table_args__ = (Index("ix_reuse_asked", "user_id", "answered_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), index=True
    )
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    is_right: Mapped[bool | None]  # what they said when asked "still right?"
    answered_at: Mapped[datetime | None]
