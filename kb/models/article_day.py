from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class ArticleDay(Model):
    """How often an article was read on one day."""

    __tablename__ = "article_day"
    visitors_see = False

    day: Mapped[date] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    view_count: Mapped[int] = mapped_column(default=0)
