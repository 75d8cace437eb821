from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class NominationOutcome(StrEnum):
    PROMOTED = "promoted"
    REFUSED = "refused"


class Nomination(Timestamps, Model):
    """A trusted member asks staff to make an article of a thread."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("thread_id", "user_id"),
        Index("ix_nomination_open", "settled_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    note: Mapped[str] = mapped_column(default="")  # staff only
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[NominationOutcome | None]
    reason: Mapped[str] = mapped_column(default="")  # for who nominated
