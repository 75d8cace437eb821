from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class SearchLog(Timestamps, Model):
    """One search: what was asked, how it went. No person, no address, digits masked; 90 days."""

    __tablename__ = "search_log"
    visitors_see = False

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(index=True)  # folded (search/analysis.py: fold_words)
    typed: Mapped[str]  # as typed, digits masked
    language: Mapped[str]
    hit_count: Mapped[int]
    has_failed: Mapped[bool]  # nothing found, or nothing that looks like an answer
