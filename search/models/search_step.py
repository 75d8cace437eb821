from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model, Timestamps


class StepKind(StrEnum):
    OPENED = "opened"  # a hit
    ASKED = "asked"  # a thread
    WAITED = "waited"  # "tell me when there is an answer"
    REFINED = "refined"  # searched again, in other words


class SearchStep(Timestamps, Model):
    """What somebody did after a search; leaving leaves nothing. No person; 90 days."""

    __tablename__ = "search_step"
    visitors_see = False
    __table_args__ = (Index("ix_search_step_words", "words", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]  # folded, as SearchLog keeps them
    language: Mapped[str]
    kind: Mapped[StepKind]
    ref: Mapped[str] = mapped_column(default="")  # "article:5"; of REFINED the next words, folded
