from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Model, Timestamps


class Gap(Timestamps, Model):
    """Words that people searched in vain: what is missing, and how much it is wanted."""

    __tablename__ = "gap"
    visitors_see = False
    __table_args__ = (
        UniqueConstraint("words"),
        Index("ix_gap_open", "answered_at", "dismissed_at", "search_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("gap.id"), index=True
    )  # the gap of its cluster that stands for all; None: itself
    nearest_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))  # not quite an answer
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)  # who writes it
    words: Mapped[str]  # folded: the same demand, however it was typed
    typed: Mapped[str]  # how it was typed last, digits masked
    language: Mapped[str]
    search_count: Mapped[int] = mapped_column(default=0)
    searched_at: Mapped[datetime] = mapped_column(default=now)  # last time
    answered_at: Mapped[datetime | None]  # an article made or linked for it was published
    dismissed_at: Mapped[datetime | None]
    dismissed_reason: Mapped[str | None]
