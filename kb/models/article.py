from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Product, User
from core.audience import Audience
from core.clock import now, today
from core.db import Base, Model, Timestamps
from core.slugs import with_id
from core.tags import Tag
from kb.models.collection import Collection
from kb.models.revision import Revision

article_product = Table(
    "article_product",
    Base.metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "product_id", ForeignKey("product.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
)
article_tag = Table(
    "article_tag",
    Base.metadata,
    Column("article_id", ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class ArticleKind(StrEnum):
    FAQ = "faq"
    HOW_TO = "how_to"
    TROUBLESHOOTING = "troubleshooting"  # symptom, cause, resolution
    POLICY = "policy"  # in force from a day on


class ArticleStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Article(Timestamps, Model):
    """A text that staff stand behind, in one language.

    Readers see the *live* revision; a newer one is work in progress until it is published.
    Title and summary are copied here from the live revision (or the newest, before there is one).
    """

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("language", "collection_id", "slug"),
        # The lists: newest, featured, a shelf in its order.
        Index("ix_article_newest", "status", "published_at", "id"),
        Index("ix_article_featured", "is_featured", "published_at", "id"),
        Index("ix_article_shelf", "collection_id", "position", "id"),
        Index("ix_article_check", "review_days", "checked_on", "status"),
        # All three are equal to something: an index of the status alone must not seem as good.
        Index("ix_article_translation", "translation_group", "language", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # 10 characters, ours, stable over renames
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    live_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    language: Mapped[str]
    slug: Mapped[str]  # the file's name; the page's address is made from the title
    translation_group: Mapped[str]  # key of the group's first article
    translated_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", use_alter=True)
    )  # the text of the group's first article that this one says
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    kind: Mapped[ArticleKind] = mapped_column(default=ArticleKind.FAQ)
    effective_on: Mapped[date | None]  # a policy: in force from then on
    must_be_read: Mapped[bool] = mapped_column(default=False)  # by all staff, with a receipt
    status: Mapped[ArticleStatus] = mapped_column(default=ArticleStatus.DRAFT)
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)  # its newest text, for review
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    audience: Mapped[Audience] = mapped_column(default=Audience.PUBLIC)
    is_featured: Mapped[bool] = mapped_column(default=False)
    has_newer_text: Mapped[bool] = mapped_column(default=False, index=True)  # than the live one
    position: Mapped[int] = mapped_column(default=0)
    keywords: Mapped[list[str]] = mapped_column(default=list)  # hidden words that find it
    publish_at: Mapped[datetime | None] = mapped_column(
        index=True
    )  # published, but shown only from then on
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    checked_on: Mapped[date | None]
    review_days: Mapped[int | None]
    source: Mapped[dict[str, Any] | None]  # url, quotes [{ref, hash}], contributors [person id]
    source_changed_at: Mapped[datetime | None] = mapped_column(index=True)  # since it was checked
    front_matter: Mapped[dict[str, Any]] = mapped_column(default=dict)  # keys that are not ours
    file_path: Mapped[str | None] = mapped_column(unique=True)  # within the content folder
    synced_hash: Mapped[str | None]  # SHA-256 of the file's bytes when both sides last agreed
    view_count: Mapped[int] = mapped_column(default=0)
    helpful_count: Mapped[int] = mapped_column(default=0)  # of the live revision
    unhelpful_count: Mapped[int] = mapped_column(default=0)

    collection: Mapped[Collection] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    submitter: Mapped[User | None] = relationship(foreign_keys=[submitted_by])
    live_revision: Mapped[Revision | None] = relationship(foreign_keys=[live_revision_id])
    products: Mapped[list[Product]] = relationship(
        secondary=article_product, order_by=(Product.position, Product.id)
    )
    tags: Mapped[list[Tag]] = relationship(secondary=article_tag, order_by=Tag.slug)

    @property
    def is_public_now(self) -> bool:
        """Whether its audience sees it: published, with a text, and its time has come."""
        return (
            self.status is ArticleStatus.PUBLISHED
            and self.live_revision_id is not None
            and (self.publish_at is None or self.publish_at <= now())
        )

    @property
    def asks_receipt(self) -> bool:
        """Whether all staff are asked to say that they have read its live text."""
        return self.must_be_read and self.audience is Audience.STAFF and self.is_public_now

    @property
    def is_submitted_by_file(self) -> bool:
        """Whether a text that came as a file waits for its reviewer; nobody is known to ask."""
        return self.submitted_at is not None and self.submitted_by is None

    @property
    def is_translation(self) -> bool:
        """Of the first article of its group, that is; the first one is the source of the others."""
        return self.key != self.translation_group

    @property
    def needs_check(self) -> bool:
        """Its review interval ran out, or its source changed since the last check."""
        if self.status is not ArticleStatus.PUBLISHED:
            return False
        if self.source_changed_at:
            return True
        days = self.review_interval
        if days is None:
            return False
        return self.checked_on is None or self.checked_on + timedelta(days=days) < today()

    @property
    def review_interval(self) -> int | None:
        """Days from check to check: its own, or its collection's. None: never by the clock."""
        own = self.review_days
        return self.collection.review_days if own is None else own

    @property
    def keeper(self) -> User | None:
        """Who looks after it: its owner, or its collection's."""
        return self.owner if self.owner_id is not None else self.collection.owner

    @property
    def url(self) -> str:
        return f"/kb/articles/{with_id(self.id, self.title)}"
