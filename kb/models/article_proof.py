from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class ArticleProof(Timestamps, Model):
    """A member tried what the article says: it worked for them, or it did not."""

    __tablename__ = "article_proof"
    __table_args__ = (
        UniqueConstraint("article_id", "user_id"),
        Index("ix_article_proof_newest", "article_id", "has_worked", "tried_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    has_worked: Mapped[bool]
    version: Mapped[str] = mapped_column(default="")  # of the product, as they typed it
    words: Mapped[str] = mapped_column(default="")  # staff only
    tried_on: Mapped[date]
