from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class PostProof(Timestamps, Model):
    """A member tried what the answer says: it worked for them, or it did not."""

    __tablename__ = "post_proof"
    __table_args__ = (
        UniqueConstraint("post_id", "user_id"),
        Index("ix_post_proof_newest", "post_id", "has_worked", "tried_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    has_worked: Mapped[bool]
    version: Mapped[str] = mapped_column(default="")  # of the product, as they typed it
    words: Mapped[str] = mapped_column(default="")  # staff only
    tried_on: Mapped[date]
