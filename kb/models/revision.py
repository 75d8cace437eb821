from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Model, Timestamps


class Revision(Timestamps, Model):
    """One saved text of an article. Never changed after it was saved."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_revision_conflict", "is_conflict", "article_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: came as a file
    number: Mapped[int]  # 1, 2, 3 … within the article
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str]  # Markdown as typed
    html: Mapped[str]  # safe HTML, rendered when saved (core/markdown.py)
    renderer_version: Mapped[int]
    note: Mapped[str] = mapped_column(default="")  # what was changed and why
    is_conflict: Mapped[bool] = mapped_column(default=False)  # the file's text, when both changed

    author: Mapped[User | None] = relationship()
