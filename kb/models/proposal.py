from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Model, Timestamps
from kb.models.article import Article
from kb.models.revision import Revision


class ProposalDecision(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"  # by its author


class Proposal(Timestamps, Model):
    """A reader's better text for an article; staff see the difference and take or refuse it."""

    __tablename__ = "proposal"
    visitors_see = False
    __table_args__ = (Index("ix_proposal_open", "decided_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))  # the text it began from
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    note: Mapped[str] = mapped_column(default="")  # why
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[ProposalDecision | None]
    reason: Mapped[str] = mapped_column(default="")  # for its author

    article: Mapped[Article] = relationship()
    revision: Mapped[Revision] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
