from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Product, User
from core.audience import Audience
from core.clock import now
from core.db import Base, Model, Timestamps
from core.dialects import partial_index
from core.slugs import with_id
from core.tags import Tag
from forum.models.category import Category

if TYPE_CHECKING:
    from forum.models.post import Post

thread_tag = Table(
    "thread_tag",
    Base.metadata,
    Column("thread_id", ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class ThreadType(StrEnum):
    QUESTION = "question"
    DISCUSSION = "discussion"
    IDEA = "idea"
    ANNOUNCEMENT = "announcement"
    COMPLAINT = "complaint"


class ThreadState(StrEnum):
    OPEN = "open"
    SOLVED = "solved"  # question
    PLANNED = "planned"  # idea
    DONE = "done"
    DECLINED = "declined"
    ANSWERED = "answered"  # complaint
    SETTLED = "settled"


STATES = {
    ThreadType.QUESTION: (ThreadState.OPEN, ThreadState.SOLVED),
    ThreadType.IDEA: (
        ThreadState.OPEN,
        ThreadState.PLANNED,
        ThreadState.DONE,
        ThreadState.DECLINED,
    ),
    ThreadType.COMPLAINT: (ThreadState.OPEN, ThreadState.ANSWERED, ThreadState.SETTLED),
    ThreadType.DISCUSSION: (ThreadState.OPEN,),
    ThreadType.ANNOUNCEMENT: (ThreadState.OPEN,),
}


def _of_pinned(name: str, column: str) -> Index:
    """Of the few pinned threads only: each first page asks which of its threads are."""
    return partial_index(name, column, "pinned_at", where="pinned_at IS NOT NULL")


class Thread(Timestamps, Model):
    """A question (idea, complaint, …) and what follows. Its first post holds the asker's words."""

    __tablename__ = "thread"
    __table_args__ = (
        # The lists: latest, within a category, unsolved, mine.
        Index("ix_thread_latest", "last_post_at", "id"),
        Index("ix_thread_category_latest", "category_id", "last_post_at", "id"),
        Index("ix_thread_state_latest", "type", "state", "last_post_at", "id"),
        Index("ix_thread_author_latest", "author_id", "last_post_at", "id"),
        Index("ix_thread_product_latest", "product_id", "last_post_at", "id"),
        Index("ix_thread_unanswered", "type", "state", "reply_count", "created_at", "id"),
        Index("ix_thread_shown", "category_id", "is_private", "hidden_at", "held_at"),
        _of_pinned("ix_thread_pinned", "category_id"),
        _of_pinned("ix_thread_product_pinned", "product_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    accepted_post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", use_alter=True))
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    asked_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("article.id"), index=True
    )  # the article that did not help
    last_post_author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    type: Mapped[ThreadType] = mapped_column(default=ThreadType.QUESTION)
    state: Mapped[ThreadState] = mapped_column(default=ThreadState.OPEN)
    title: Mapped[str]
    language: Mapped[str] = mapped_column(default="vi")
    is_private: Mapped[bool] = mapped_column(default=False)  # its author and staff alone
    search_words: Mapped[str | None] = mapped_column(
        index=True
    )  # opaque: what was searched in vain
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)  # order number, …: staff only
    last_post_at: Mapped[datetime] = mapped_column(default=now)
    reply_count: Mapped[int] = mapped_column(default=0)  # visible replies
    vote_count: Mapped[int] = mapped_column(default=0)  # of the first post
    view_count: Mapped[int] = mapped_column(default=0)
    held_at: Mapped[datetime | None]  # waits for a moderator before anybody else sees it
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    hidden_reason: Mapped[str | None]
    solved_at: Mapped[datetime | None] = mapped_column(index=True)
    locked_at: Mapped[datetime | None]
    locked_reason: Mapped[str | None]
    pinned_at: Mapped[datetime | None]
    promised_on: Mapped[date | None]  # complaint: answered by then
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # complaint: whose it is
    outcome: Mapped[str | None]  # complaint: how it was settled

    category: Mapped[Category] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    last_post_author: Mapped[User | None] = relationship(foreign_keys=[last_post_author_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    product: Mapped[Product | None] = relationship()
    accepted_post: Mapped[Post | None] = relationship(foreign_keys=[accepted_post_id])
    tags: Mapped[list[Tag]] = relationship(secondary=thread_tag, order_by=Tag.slug)

    if TYPE_CHECKING:  # asked of the database when it is read: forum/models/post.py
        has_official_answer: Mapped[bool]

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_solved(self) -> bool:
        return self.state is ThreadState.SOLVED

    @property
    def audience(self) -> Audience:
        """Of its category; a private thread is narrower still, held and hidden ones too."""
        return self.category.audience

    @property
    def url(self) -> str:
        return f"/forum/threads/{with_id(self.id, self.title)}"
