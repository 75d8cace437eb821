"""The site's index: one writer, any number of readers, rebuilt aside. The only door to Whoosh."""

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from whoosh import index as whoosh_index

from search import explaining, mapped, scoring, writing
from search.contract import (
    Capability,
    Document,
    Engine,
    Filters,
    Health,
    Hit,
    IndexUnavailable,
    Results,
    Scope,
    Suggestion,
    WriterBusy,
)
from search.explaining import Explanation
from search.folder import Folder
from search.opening import latest_generation, open_latest
from search.query import Query, parse
from search.renewing import Renewing
from search.schema import VERSION
from search.snapshot import Snapshot
from search.writing import Removal

mapped.install()

__all__ = [
    "Build",
    "Document",
    "Filters",
    "Hit",
    "Index",
    "IndexUnavailable",
    "Query",
    "Results",
    "Scope",
    "Suggestion",
    "WriterBusy",
    "parse",
]

log = logging.getLogger(__name__)

FRESH_FOR = 0.5  # seconds before a reader asks again for a newer generation
WRITE_WAIT = 2.0  # seconds that a writer waits for another
MAX_PER_PAGE = 100
MAX_SIMILAR_TEXT = 2_000  # characters of a question that are compared
RETRY_FOR = 1.0  # seconds; a commit may delete a file that is being opened, and the next one too

Answer = TypeVar("Answer")


class Index:
    """An index in a folder of its own. Safe to share between threads; each process opens its own.

    Reading raises IndexUnavailable and nothing else, whatever was typed.
    """

    def __init__(
        self, path: Path | str, *, write_wait: float = WRITE_WAIT, opens_aside: bool = False
    ) -> None:
        """opens_aside -- a thread of its own opens what others commit, while somebody searches."""
        self._folder = Folder(Path(path))
        self._renewing = Renewing(self._renew) if opens_aside else None
        self._write_wait = write_wait
        # Whoosh's files keep a position each, so threads take turns (they share one core anyway).
        self._turn = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._checked = 0.0

    # state

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do beside what each engine must."""
        return frozenset({"corrects", "reads_keys", "completes", "explains"})

    def ensure(self) -> bool:
        """Make an empty index where there is none; True when it was made and wants filling."""
        with self._folder.locked("write", wait=self._write_wait):
            if self._folder.pointer() is not None:
                return False
            directory = self._folder.new_directory()
            writing.create(directory)
            self._folder.point_to(directory)
        return True

    def health(self) -> Health:
        """ok, or why nothing can be found: missing, outdated (another schema), broken.

        rebuilding -- one of these three, and a rebuild is under way.
        """
        state = self._state()
        return "rebuilding" if state != "ok" and self.is_rebuilding else state

    def _state(self) -> Health:
        try:
            pointer = self._folder.pointer()
            if pointer is None:
                return "missing"
            if pointer.schema != VERSION:
                return "outdated"
            self._read(lambda _snapshot: None)
        except IndexUnavailable:
            return "broken"
        return "ok"

    @property
    def is_rebuilding(self) -> bool:
        return self._folder.is_locked("rebuild")

    @property
    def doc_count(self) -> int:
        return self._read(lambda snapshot: snapshot.live_count)

    @property
    def generation(self) -> str:
        """Names the state of the index that answers now."""
        return self._read(lambda snapshot: snapshot.generation)

    def refs_and_versions(self) -> dict[str, int]:
        """Every ref with its version; reads all documents."""
        return self._read(Snapshot.refs_and_versions)

    # reading

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
        """One page of what somebody may find. Raises IndexUnavailable.

        page, per_page -- from 1; per_page at most MAX_PER_PAGE; a page beyond the last has no hits.
        sort           -- relevance, newest or votes; anything else is relevance.
        facets         -- which of contract.FACETS to count.
        Without words it lists what is within the limits of the filters, newest first.
        """
        asked = parse(query) if isinstance(query, str) else query
        size = max(1, min(per_page, MAX_PER_PAGE))
        start = (max(1, page) - 1) * size
        kept = filters or Filters()
        return self._read(lambda s: s.search(asked, scope, kept, sort, start, start + size, facets))

    def suggest(self, prefix: Query | str, *, scope: Scope, limit: int = 8) -> list[Suggestion]:
        """Titles for what is being typed. Raises IndexUnavailable."""
        asked = parse(prefix, is_typing=True) if isinstance(prefix, str) else prefix
        return self._read(lambda s: s.suggest(asked, scope, limit))

    def similar(
        self, text: Query | str, *, scope: Scope, kinds: Collection[str] = (), limit: int = 5
    ) -> list[Hit]:
        """What looks like a question (its title, or more of it). Raises IndexUnavailable."""
        asked = parse(text, max_length=MAX_SIMILAR_TEXT) if isinstance(text, str) else text
        return self._read(lambda s: s.similar(asked, scope, kinds, limit))

    def explain(
        self, query: Query, *, scope: Scope, per_page: int = 10, filters: Filters | None = None
    ) -> Explanation:
        """The first hits of a search, and why they are found. Raises IndexUnavailable."""
        kept = filters or Filters()
        return self._read(lambda s: explaining.explain(s, query, scope, kept, per_page))

    def related(self, text: Query | str, *, scope: Scope, limit: int = 5) -> list[Hit]:
        """What is about the same, at most `limit` of each kind. Raises IndexUnavailable."""
        asked = parse(text, max_length=MAX_SIMILAR_TEXT) if isinstance(text, str) else text
        return self._read(lambda s: s.related(asked, scope, limit))

    def _read(self, ask: Callable[[Snapshot], Answer]) -> Answer:
        with self._turn:
            if self._renewing:
                self._renewing.note_search()
            return self._ask(ask)

    def _renew(self) -> None:
        with self._turn:
            self._checked = 0.0
            self._ask(Snapshot.prepare)

    def _ask(self, ask: Callable[[Snapshot], Answer]) -> Answer:
        """Ask the latest generation; again from scratch if its files, or the whole
        directory when a rebuild switches, vanish meanwhile."""
        until = time.monotonic() + RETRY_FOR
        while True:
            try:
                return ask(self._latest())
            except IndexUnavailable:
                self._forget()
                raise
            except (FileNotFoundError, whoosh_index.EmptyIndexError) as vanished:
                self._forget()
                if time.monotonic() > until:
                    raise IndexUnavailable("files of the index are missing") from vanished
                time.sleep(0.05)
            except Exception as problem:  # a broken file can raise anything at all
                self._forget()
                log.exception("the index cannot be read")
                raise IndexUnavailable("the index cannot be read") from problem

    def _latest(self) -> Snapshot:
        """The newest generation, asked for at most twice a second.

        A commit made while we look counts as unseen: what is shown is never older than FRESH_FOR.
        """
        moment = time.monotonic()
        if self._snapshot is not None and moment - self._checked < FRESH_FOR:
            return self._snapshot
        directory = self._directory()
        known = self._snapshot
        if known is None or known.generation != _named(directory, latest_generation(directory)):
            generation, leaves = open_latest(directory, known.leaves if known else {})
            known = Snapshot(leaves, _named(directory, generation), known, directory)
        self._snapshot, self._checked = known, moment
        return known

    def _directory(self) -> Path:
        """The directory in use. Raises IndexUnavailable."""
        pointer = self._folder.pointer()
        if pointer is None:
            raise IndexUnavailable("there is no index yet")
        if pointer.schema != VERSION:
            raise IndexUnavailable(f"the index has schema {pointer.schema}, not {VERSION}")
        return self._folder.path / pointer.directory

    def _forget(self) -> None:
        self._snapshot = None

    # writing

    def apply(self, puts: Iterable[Document], removes: Iterable[Removal] = ()) -> None:
        """Put and remove in one commit, which is on disk when this returns; twice does no harm.

        removes -- pairs of ref and version.
        What is older than what is known is ignored, after a removal too; of equals the later
        call counts. A rebuild under way is told as well.
        Raises WriterBusy, and IndexUnavailable when there is nothing to write to.
        """
        putting, removing = list(puts), list(removes)
        with self._folder.locked("write", wait=self._write_wait):
            building = self._folder.building()
            if building is not None:
                writing.Journal(building).note(putting, removing)
            try:
                self._write(putting, removing)
            except IndexUnavailable:
                if building is None:
                    raise
        self._checked = 0.0

    def _write(self, puts: list[Document], removes: list[Removal]) -> None:
        directory = self._directory()
        try:
            writing.apply(directory, puts, removes)
            scoring.prepare(directory)
        except (whoosh_index.EmptyIndexError, FileNotFoundError) as problem:
            raise IndexUnavailable("the index cannot be written") from problem

    def rebuild(self) -> "Build":
        """Begin a fresh index aside; the present one goes on. Raises WriterBusy at a second one."""
        handle = self._folder.take("rebuild", wait=self._write_wait)
        try:
            pointer = self._pointer_or_none()
            self._folder.drop_others(pointer)
            directory = self._folder.new_directory()
            fresh = writing.FreshIndex(directory)
            self._folder.say_building(directory)
        except BaseException:
            os.close(handle)
            raise
        return Build(self, self._folder, directory, fresh, handle)

    def _pointer_or_none(self) -> str | None:
        try:
            pointer = self._folder.pointer()
        except IndexUnavailable:
            return None
        return pointer.directory if pointer else None

    def _publish(self, directory: Path, fresh: Any) -> None:
        fresh.commit()
        with self._folder.locked("write", wait=30 + self._write_wait):
            fresh.replay()
            scoring.prepare(directory)
            self._folder.point_to(directory)
            self._folder.say_building(None)
        self._folder.drop_others(directory.name)
        self._checked = 0.0


def _named(directory: Path, generation: int) -> str:
    return f"{directory.name}.{generation}"


class Build:
    """A rebuild under way: fill it with `apply`, then `publish`; anything else abandons it."""

    def __init__(
        self, index: Index, folder: Folder, directory: Path, fresh: writing.FreshIndex, handle: int
    ) -> None:
        self._index, self._folder, self._directory = index, folder, directory
        self._fresh, self._handle = fresh, handle
        self._is_open = True

    def apply(self, puts: Iterable[Document], removes: Iterable[Removal] = ()) -> None:
        self._fresh.add(puts, removes)

    def new_part(self) -> Path:
        """An empty directory for a FreshIndex that another process may fill and commit."""
        return self._fresh.new_part()

    def join(self, part: Path) -> None:
        """Take over such a part; none of its refs may be anywhere else."""
        self._fresh.join(part)

    def publish(self) -> None:
        """Switch to the fresh index, brought up to date. Raises WriterBusy, OSError."""
        self._index._publish(self._directory, self._fresh)
        self._close()

    def abandon(self) -> None:
        """Leave everything as it was. Does nothing after `publish`."""
        if self._is_open:
            self._fresh.close()
            self._folder.say_building(None)
            self._folder.drop_others(self._index._pointer_or_none())
            self._close()

    def _close(self) -> None:
        self._is_open = False
        os.close(self._handle)

    def __enter__(self) -> "Build":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None:
        self.abandon()


_HELD_TO_IT: type[Engine] = Index  # by mypy; by tests/search/contract as well
