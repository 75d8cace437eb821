from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, exists
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from accounts.models import User
from core.db import Model, Timestamps
from core.dialects import partial_index
from forum.models.thread import Thread

POSTS_PER_PAGE = 20


def post_url(thread: Thread, post_id: int, position: int) -> str:
    """The place of a post within its thread's page; for those who have no Post at hand."""
    page = f"?page={_page_of(position)}" if position > POSTS_PER_PAGE else ""
    return f"{thread.url}{page}#post-{post_id}"


def _page_of(position: int) -> int:
    return (position - 1) // POSTS_PER_PAGE + 1


class Post(Timestamps, Model):
    """One person's words in a thread. Position 1 is the question; a page is a range of them."""

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_thread_position", "thread_id", "position", unique=True),
        Index("ix_post_author_created", "author_id", "created_at"),
        # Of a thread of thousands each page asks whether one of them is official.
        partial_index("ix_post_official", "thread_id", "position", where="official_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    position: Mapped[int]  # 1, 2, 3 … in the thread; never reused, so pages never shift
    body: Mapped[str]  # Markdown as typed
    html: Mapped[str]  # safe HTML, rendered when saved (core/markdown.py)
    renderer_version: Mapped[int]
    body_hash: Mapped[str] = mapped_column(index=True)  # the same words twice are refused
    vote_count: Mapped[int] = mapped_column(default=0)
    former_votes: Mapped[int] = mapped_column(default=0)  # given elsewhere, before it came here
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    official_at: Mapped[datetime | None]  # stands for the company
    held_at: Mapped[datetime | None]
    held_reason: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]  # by its author
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    hidden_reason: Mapped[str | None]  # for its author
    hidden_rule: Mapped[str | None]  # a FlagReason: what the stub names to everybody else

    thread: Mapped[Thread] = relationship(foreign_keys=[thread_id])
    author: Mapped[User] = relationship(foreign_keys=[author_id])

    @property
    def is_question(self) -> bool:
        return self.position == 1

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_official(self) -> bool:
        return self.official_at is not None

    @property
    def is_visible(self) -> bool:
        """Whether everybody who sees the thread sees these words."""
        return self.hidden_at is None and self.held_at is None and self.withdrawn_at is None

    @property
    def page(self) -> int:
        return _page_of(self.position)

    @property
    def url(self) -> str:
        return post_url(self.thread, self.id, self.position)


# Asked when it is read first, then kept with the thread; a list that needs it undefers it.
Thread.has_official_answer = column_property(
    exists()
    .where(
        Post.thread_id == Thread.id,
        Post.position > 1,
        Post.official_at.is_not(None),
        Post.hidden_at.is_(None),
        Post.held_at.is_(None),
        Post.withdrawn_at.is_(None),
    )
    .correlate_except(Post),
    deferred=True,
)


class PostRevision(Timestamps, Model):
    """What a post said before an edit; its history is public."""

    __tablename__ = "post_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    replaced_by: Mapped[int] = mapped_column(ForeignKey("user.id"))  # who wrote the newer text
    body: Mapped[str]

    editor: Mapped[User] = relationship()
