"""What any search engine here promises: its nouns and its errors."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Literal, Protocol

from search.query import Query

# What a results page can be narrowed by, with the number of hits for each value.
FACETS = ("product", "collection", "category", "tag", "language", "status")

Health = Literal["ok", "missing", "rebuilding", "outdated", "broken"]
# What an engine may be able to do beside what each must: read a slip as the word that was meant,
# raw Telex or VNI as the word behind the keys, half a word as those it may become; say why it
# found something.
Capability = Literal["corrects", "reads_keys", "completes", "explains"]


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
    """What to keep of what was found; None, nothing or an empty string keeps everything.

    also          -- further values to carry, as (field, value): all of them.
    before, after -- when it was begun: earlier than that moment; then or later.
    authors       -- ids of which one wrote it. Of a private document its readers count as well:
                     whoever shows it must look at the row.
    in_title      -- only what holds one of the words in its title.
    phrases       -- only what holds all their words, with the marks that are typed, each beside
                     the next somewhere. More the index does not know: whoever shows a hit must
                     look at its text.
    unwanted      -- phrases; what may hold one is left out.
    """

    kind: str | None = None
    category: str | None = None
    collection: str | None = None
    product: str | None = None
    tag: str | None = None
    language: str | None = None
    status: str | None = None
    also: tuple[tuple[str, str], ...] = ()
    before: datetime | None = None
    after: datetime | None = None
    authors: tuple[int, ...] = ()
    in_title: bool = False
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @property
    def chosen(self) -> dict[str, str]:
        """The values asked for of the kind and of each facet."""
        values = {field: getattr(self, field) for field in ("kind", *FACETS)}
        return {field: value for field, value in values.items() if value}

    @property
    def limits(self) -> "Filters":
        """The same without what is chosen of the kind and the facets."""
        return replace(
            self, kind=None, product=None, collection=None, category=None, tag=None,
            language=None, status=None,
        )  # fmt: skip


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
    counts_by_facet -- for each facet asked for, the values that occur most and how often, under the
                      words and all other filters; what is chosen among them, be it in vain.
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
    counts_by_facet: dict[str, dict[str, int]] = field(default_factory=dict)
    partial: bool = False
    generation: str = ""
    strong: bool = False
    understood: Query = field(default_factory=Query)
    information: Mapping[str, float] = field(default_factory=dict)


class Build(Protocol):
    """A rebuild under way: fill it, then `publish`; leaving the `with` otherwise abandons it."""

    def apply(self, puts: Iterable[Document], removes: Iterable[tuple[str, int]] = ()) -> None: ...

    def publish(self) -> None:
        """Switch to what was filled in, with all that was applied meanwhile. Raises WriterBusy."""

    def abandon(self) -> None:
        """Leave everything as it was. Does nothing after `publish`."""

    def __enter__(self) -> "Build": ...

    def __exit__(
        self, kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None: ...


class Engine(Protocol):
    """What any search engine here can do; tests/search/contract holds each to it.

    Safe to share between threads; another process opens its own, and finds what was applied at
    most a second later. What is read raises IndexUnavailable and nothing else, whatever was typed.
    """

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    @property
    def is_rebuilding(self) -> bool: ...

    @property
    def doc_count(self) -> int: ...

    @property
    def generation(self) -> str:
        """Names the state that answers now; another after every change."""

    def ensure(self) -> bool:
        """Make an empty index where there is none; True when it was made and wants filling."""

    def health(self) -> Health:
        """ok, or why nothing can be found."""

    def refs_and_versions(self) -> dict[str, int]:
        """Every ref with its version."""

    def search(
        self,
        query: Query | str,
        *,
        scope: Scope,
        page: int = 1,
        per_page: int = 20,
        filters: Filters | None = None,
        sort: str = "relevance",
        facets: Collection[str] = (),
    ) -> Results:
        """One page of what somebody may find; of a page beyond the last no hits, but the total.

        facets -- which of FACETS to count.
        """

    def suggest(self, prefix: Query | str, *, scope: Scope, limit: int = 8) -> list[Suggestion]:
        """Titles for what is being typed."""

    def similar(
        self, text: Query | str, *, scope: Scope, kinds: Collection[str] = (), limit: int = 5
    ) -> list[Hit]:
        """What looks like a question."""

    def related(self, text: Query | str, *, scope: Scope, limit: int = 5) -> list[Hit]:
        """What is about the same, at most `limit` of each kind."""

    def apply(self, puts: Iterable[Document], removes: Iterable[tuple[str, int]] = ()) -> None:
        """Put and remove, pairs of ref and version, at once and for good; twice does no harm.

        What is older than what is known is ignored, after a removal too; of equals the later
        call counts. A rebuild under way is told as well. Raises WriterBusy, IndexUnavailable.
        """

    def rebuild(self) -> Build:
        """Begin a fresh index aside; the present one goes on. Raises WriterBusy at a second one."""
