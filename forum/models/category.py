from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Product, User
from core.audience import Audience
from core.db import Base, Model, Timestamps
from core.i18n import in_language

category_moderator = Table(
    "category_moderator",
    Base.metadata,
    Column("category_id", ForeignKey("category.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Category(Timestamps, Model):
    """A room of the forum."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]
    descriptions: Mapped[dict[str, str]] = mapped_column(default=dict)
    icon: Mapped[str] = mapped_column(default="chat-dots")
    position: Mapped[int] = mapped_column(default=0)
    audience: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    staff_start_only: Mapped[bool] = mapped_column(default=False)  # else anyone who may post

    product: Mapped[Product | None] = relationship()
    moderators: Mapped[list[User]] = relationship(secondary=category_moderator, order_by=User.id)

    @property
    def name(self) -> str:
        return in_language(self.names) or self.slug

    @property
    def description(self) -> str:
        return in_language(self.descriptions)

    @property
    def url(self) -> str:
        return f"/forum/categories/{self.slug}"
