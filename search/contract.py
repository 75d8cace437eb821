"""What any search engine here promises: its nouns and its errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from search.query import Query

Health = Literal["ok", "missing", "rebuilding", "outdated", "broken"]


class IndexUnavailable(Exception):
    """There is no index that can be read now: missing, broken, of another schema, or vanished."""


class WriterBusy(Exception):
    """Somebody else is writing or rebuilding; try again later."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One article or thread as search sees it.

    ref       -- `article:12` or `thread:7`; one document a ref.
    text      -- plain text without the title; the first 200,000 characters are read.
    keywords  -- hidden words that find it, never shown.
    audience  -- effective audience: public, customers, staff or private.
    readers   -- ids of people besides the author who may find a private document.
    version   -- grows with each change of the thing; an older one never replaces a newer.
    accepted, checked -- has an accepted answer; staff have checked it within its interval.
    """

    ref: str
    kind: str
    title: str
    text: str
    audience: str
    version: int
    created: datetime
    updated: datetime
    author_id: int = 0
    readers: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    category: str = ""
    collection: str = ""
    language: str = ""
    status: str = ""
    keywords: str = ""
    votes: int = 0
    accepted: bool = False
    checked: bool = False


@dataclass(frozen=True)
class Scope:
    """On whose behalf is searched: their audiences, and who they are (None: nobody known).

    Private documents are found by their readers, and by those whose audiences name `private`.
    """

    audiences: frozenset[str]
    user_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What to keep of what was found; None or an empty string keeps everything."""

    kind: str | None = None
    category: str | None = None
    collection: str | None = None
    product: str | None = None
    tag: str | None = None
    language: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class Hit:
    ref: str
    score: float


@dataclass(frozen=True)
class Suggestion:
    ref: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of what was found.

    total          -- documents that match any of the words, within scope and filters.
    counts_by_kind -- the same for each kind, whatever kind the filters ask for; for tabs.
    partial        -- part of the engine failed: do not cache this.
    generation     -- names the state of the index that answered.
    strong         -- whether one of the three best hits really speaks of what was asked
                      (search/snapshot.py); a search that is not strong counts as failed.
    understood     -- the query that was asked, what its words were taken for among it.
    information    -- of each term that was looked for, how much it tells (its idf).
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts_by_kind: dict[str, int] = field(default_factory=dict)
    partial: bool = False
    generation: str = ""
    strong: bool = False
    understood: Query = field(default_factory=Query)
    information: Mapping[str, float] = field(default_factory=dict)
