"""What every source speaks: one record a thing, frozen, with refs instead of rows.

A ref is the thing's id (or path) in the former system, unique within its kind and source. A record
names others by ref: people, shelves and rooms come before the documents that name them. Texts are
our Markdown already; a picture stands in them as `![alt](picture:REF)` with REF percent-encoded, a
link to another document as it stood there (importing/linking.py leads it on).
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from core.audience import Audience
from forum.models import ThreadType
from kb.models import ArticleStatus

PICTURE = "picture:"  # the scheme of pictures that come with the import
FORMER = "former:"  # the scheme of links that stand only if their target came too


@dataclass(frozen=True)
class Person:
    """A member of the former system: a placeholder here, until the real one claims it."""

    ref: str
    name: str
    email: str | None = None  # where it is known, the person can claim the account by it
    about: str = ""
    joined_at: datetime | None = None


@dataclass(frozen=True)
class Shelf:
    """A collection of articles. `slug` is its path, "guides/advanced"; its parents are made too."""

    ref: str
    slug: str
    names: dict[str, str]  # language -> name
    descriptions: dict[str, str] = field(default_factory=dict)
    position: int = 0
    addresses: tuple[str, ...] = ()  # paths it had, canonical (former_addresses.py)


@dataclass(frozen=True)
class Room:
    """A category of the forum."""

    ref: str
    slug: str
    names: dict[str, str]
    descriptions: dict[str, str] = field(default_factory=dict)
    position: int = 0
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True)
class ArticleRecord:
    """An article in one language."""

    ref: str
    title: str
    body: str
    language: str
    shelf: str  # ref
    summary: str = ""
    slug: str | None = None  # the file's name; None: made from the title
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    status: ArticleStatus = ArticleStatus.PUBLISHED
    is_featured: bool = False
    position: int = 0
    author: str | None = None  # ref
    created_at: datetime | None = None
    updated_at: datetime | None = None
    checked_on: date | None = None
    review_days: int | None = None
    view_count: int = 0
    translation_of: str | None = None  # ref of the group's first article
    addresses: tuple[str, ...] = ()  # paths it had, canonical (former_addresses.py)
    front_matter: dict[str, Any] = field(default_factory=dict)  # keys that are not ours


@dataclass(frozen=True)
class PostRecord:
    """One person's words. The first of a thread is its question."""

    ref: str
    body: str
    author: str | None  # ref; None: nobody knows any more
    created_at: datetime
    edited_at: datetime | None = None
    score: int = 0
    is_accepted: bool = False
    hidden_reason: str | None = None  # it was hidden there, and stays so here
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThreadRecord:
    """A question, discussion … with all its posts in order."""

    ref: str
    title: str
    room: str  # ref
    posts: tuple[PostRecord, ...]  # at least one
    type: ThreadType = ThreadType.QUESTION
    language: str = "vi"
    tags: tuple[str, ...] = ()
    view_count: int = 0
    is_private: bool = False
    is_hidden: bool = False
    locked_reason: str | None = None
    is_pinned: bool = False
    addresses: tuple[str, ...] = ()


Document = ArticleRecord | ThreadRecord
Record = Person | Shelf | Room | Document


def digest_of(record: Record) -> str:
    """The same for the same record, so that a repeated import knows what changed there."""
    plain = json.dumps(asdict(record), default=str, sort_keys=True, ensure_ascii=False)
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def picture_url(ref: str) -> str:
    """How a text names a picture of the import."""
    return PICTURE + quote(ref, safe="/")


def former_link(words: str, address: str) -> str:
    """A link to what stood at `address`; where that did not come, only the words remain."""
    return f"[{words}]({FORMER}{address})"


def authors_of(documents: Iterable[Document]) -> set[str | None]:
    """The refs of everybody who wrote in these documents."""
    found: set[str | None] = set()
    for document in documents:
        if isinstance(document, ThreadRecord):
            found |= {post.author for post in document.posts}
        elif document.author is not None:
            found.add(document.author)
    return found
