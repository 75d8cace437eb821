from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps
from core.i18n import in_language


class Product(Timestamps, Model):
    """What the company sells and people own; articles, categories and threads name it."""

    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]  # language -> name
    descriptions: Mapped[dict[str, str]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)

    @property
    def name(self) -> str:
        return in_language(self.names) or self.slug

    @property
    def description(self) -> str:
        return in_language(self.descriptions)

    @property
    def url(self) -> str:
        return f"/kb/products/{self.slug}"
