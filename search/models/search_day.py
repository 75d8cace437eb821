from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class SearchDay(Model):
    """One day's searches for the same words, as counts: what is left when the log is forgotten."""

    __tablename__ = "search_day"
    visitors_see = False
    __table_args__ = (Index("ix_search_day_words", "words", "day"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(primary_key=True)
    search_count: Mapped[int] = mapped_column(default=0)
    failed_count: Mapped[int] = mapped_column(default=0)
    opened_count: Mapped[int] = mapped_column(default=0)
    asked_count: Mapped[int] = mapped_column(default=0)
