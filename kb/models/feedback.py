from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class FeedbackReason(StrEnum):
    WRONG = "wrong"  # it is not true (any more)
    UNCLEAR = "unclear"
    INCOMPLETE = "incomplete"
    OTHER_QUESTION = "other_question"  # it answers something else


class Feedback(Timestamps, Model):
    """A reader's "did this help?", for one revision. Visitors leave no trace of who they are."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("revision_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_helpful: Mapped[bool]
    reason: Mapped[FeedbackReason | None]
    words: Mapped[str] = mapped_column(default="")
