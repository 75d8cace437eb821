from hashlib import sha256

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class Unsaved(Timestamps, Model):
    """What somebody is typing into an article's editor, kept until they save or throw it away."""

    __tablename__ = "unsaved"
    visitors_see = False
    __table_args__ = (UniqueConstraint("user_id", "article_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), index=True
    )  # None: a new article, one a person
    based_on: Mapped[int] = mapped_column(default=0)  # number of the revision it began from
    title: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")

    @property
    def words(self) -> tuple[str, str, str]:
        return self.title, self.summary, self.body

    @property
    def version(self) -> str:
        """Short name of exactly these words: by it a window says which it saw last."""
        return sha256("\0".join(self.words).encode()).hexdigest()[:16]
