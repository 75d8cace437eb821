from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Model, Timestamps
from core.i18n import in_language


class Collection(Timestamps, Model):
    """A shelf of articles; a folder in content/. Its slug is shared by the languages."""

    __tablename__ = "collection"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("collection.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)  # the folder's path: "guides/advanced"
    names: Mapped[dict[str, str]]
    descriptions: Mapped[dict[str, str]] = mapped_column(default=dict)
    icon: Mapped[str] = mapped_column(default="book")
    position: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # of articles without one
    review_days: Mapped[int | None]  # for articles that say nothing themselves

    parent: Mapped[Collection | None] = relationship(remote_side=[id])
    owner: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        return in_language(self.names) or self.slug

    @property
    def description(self) -> str:
        return in_language(self.descriptions)

    @property
    def url(self) -> str:
        return f"/kb/collections/{self.slug}"
