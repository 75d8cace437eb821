"""BM25 over one segment, term at a time, on arrays.

A segment never changes, so what is decoded once is kept: in one cache for all segments, bounded by
bytes, whose entries outlive a commit. What a posting is worth (its *impact*) depends on the mean
length of the field, which a commit moves: it is reckoned again then, which is quick.
"""

import logging
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound

from core.bounded import Bounded
from search.spelling import Vocabulary

try:
    from search import arrays
    from search import postings as fast
except ImportError:  # another codec, another Whoosh: slower, and all the same
    arrays = fast = None  # type: ignore[assignment]

log = logging.getLogger(__name__)
Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

K1 = 1.2
B = 0.75
CACHE_BYTES = 64 * 1024 * 1024  # of one process, all segments together
WHOLE = 500  # documents: of a segment with no more the table of terms is read whole (a few ms)


class Postings(NamedTuple):
    """Documents that hold a term, in rising order, and how often each does."""

    documents: Ints
    counts: Floats


class Scored(NamedTuple):
    """What a segment found, in rising order of document, with its scores."""

    documents: Ints
    scores: Floats


class Weighed(NamedTuple):
    """A term to look for; `weight` is the field's weight times the term's idf."""

    field: str
    term: str
    weight: float
    mean_length: float


NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.float32))
_ENTRY = 200  # bytes that an entry takes beside its arrays


class Segment:
    """One immutable part of the index. Not safe for two threads at once (Whoosh's files seek)."""

    def __init__(
        self, leaf: Any, cache: Bounded[Any], directory: Path | None = None, name: str = ""
    ) -> None:
        """directory -- where the index lies, and perhaps arrays of this segment.

        name -- under which the cache keeps its postings, if not the one that Whoosh gave it.
        """
        self.leaf = leaf
        self.size: int = leaf.doc_count_all()
        self._directory = directory
        self._arrays = self._find_arrays()
        self._id = name or leaf.segment().segment_id()
        self._cache = cache
        self._lengths: dict[str, Floats] = {}
        self._dampings: dict[str, tuple[float, Floats]] = {}
        self._columns: dict[str, NDArray[np.int64]] = {}
        self._values: dict[str, list[str]] = {}
        self._places: Any = None  # of its terms, where it is one of the smallest
        self._vocabularies: dict[str, Vocabulary] = {}
        self.tables: dict[str, Any] = {}  # what others made of it (search/counting.py)
        self.parts: Sequence[Segment] = ()  # that it was joined from (search/joined.py)

    def renew(self) -> None:
        """The same segment in a later generation."""
        self._arrays = self._arrays or self._find_arrays()

    def _find_arrays(self) -> Any:
        if not arrays or self._directory is None or self.size < arrays.SMALLEST:
            return None
        return arrays.of(self.leaf, self._directory)

    def live(self) -> Mask:
        """Which documents are not deleted."""
        mask = np.ones(self.size, np.bool_)
        deleted = list(self.leaf.segment().deleted_docs())
        if deleted:
            mask[deleted] = False
        return mask

    def postings(self, field: str, term: str) -> Postings:
        """May hold documents deleted since (see `live`)."""
        key = ("postings", self._id, field, term)
        found: Postings | None = self._cache.get(key)
        if found is None:
            if laid := self._arrays.get(field, term) if self._arrays else None:
                return Postings(*laid)  # soon done again; what it is worth is kept (_impacts)
            found = self._decode(field, term)
            self._keep(key, found, found)
        return found

    def _decode(self, field: str, term: str) -> Postings:
        """The same, read anew."""
        if fast and self._places is None and self.size <= WHOLE:
            self._places = fast.places(self.leaf)
        found = fast.read(self.leaf, field, term.encode("utf-8"), self._places) if fast else None
        if found is not None:
            return Postings(*found) if found else NOTHING
        try:
            return walked(self.leaf.postings(field, term.encode("utf-8")))
        except TermNotFound:
            return NOTHING

    def count(self, field: str, term: str) -> int:
        """How many documents hold a term, those deleted since among them."""
        laid: int | None = self._arrays.count(field, term) if self._arrays else None
        return len(self.postings(field, term).documents) if laid is None else laid

    def values(self, field: str) -> list[str]:
        """The terms of a field that has few of them, in order."""
        if field not in self._values:
            self._values[field] = [value.decode("utf-8") for value in self.leaf.lexicon(field)]
        return self._values[field]

    def documents(self, field: str, term: str) -> Ints:
        """The documents that hold a term, those deleted since among them."""
        weighed = self._cache.get(("impacts", self._id, field, term))
        return weighed[1].documents if weighed else self.postings(field, term).documents

    def lengths(self, field: str) -> Floats:
        """How many terms each document has in a field (Whoosh rounds long ones)."""
        if field not in self._lengths:
            found = fast.lengths(self.leaf, field) if fast else None
            if found is None:
                length_of = self.leaf.doc_field_length
                every = (length_of(number, field) or 0 for number in range(self.size))
                found = np.fromiter(every, np.float32, self.size)
            self._lengths[field] = found
        return self._lengths[field]

    def column(self, name: str) -> NDArray[np.int64]:
        if name not in self._columns:
            found = fast.column(self.leaf, name) if fast else None
            if found is None:
                reader = self.leaf.column_reader(name)
                every = (reader[number] for number in range(self.size))
                found = np.fromiter(every, np.int64, self.size)
            self._columns[name] = found
        return self._columns[name]

    def vocabulary(self, field: str) -> Vocabulary:
        """The words of a field; made when first asked for, since only strange words need it.

        Kept with the segment and not in the cache: it is bounded by itself, and dear to make.
        """
        if field not in self._vocabularies:
            terms, counts = (fast.words(self.leaf, field) if fast else None) or self._walk(field)
            self._vocabularies[field] = Vocabulary(terms, counts)
        return self._vocabularies[field]

    def _walk(self, field: str) -> tuple[list[bytes], Ints]:
        terms = list(self.leaf.lexicon(field))
        counts = [self.leaf.doc_frequency(field, term) for term in terms]
        return terms, np.array(counts, np.int32)

    def holding(self, field: str, terms: Sequence[str]) -> Mask:
        """Which documents hold one of the terms."""
        mask = np.zeros(self.size, np.bool_)
        for term in terms:
            mask[self.documents(field, term)] = True
        return mask

    def completions(self, field: str, beginning: str, most: int) -> list[str]:
        """The first terms of a field that begin so, at most so many."""
        terms = islice(self.leaf.expand_prefix(field, beginning), most)
        return [term.decode("utf-8") for term in terms]

    def holding_completions(self, field: str, beginning: str, most: int) -> Mask:
        """Which documents hold one of these terms. Kept: half a word is typed again and again."""
        key = ("completions", self._id, field, beginning, str(most))
        documents: Ints | None = self._cache.get(key)
        if documents is None:
            held = self.holding(field, self.completions(field, beginning, most))
            documents = np.flatnonzero(held).astype(np.int32)
            self._cache.put(key, documents, documents.nbytes + _ENTRY)
        mask = np.zeros(self.size, np.bool_)
        mask[documents] = True
        return mask

    def score(self, required: Sequence[Weighed], extra: Sequence[Weighed], allowed: Mask) -> Scored:
        """The score of each allowed document that holds a required term; extra terms only add."""
        scores = np.zeros(self.size, np.float32)
        for weighed in required:
            self._add(scores, weighed)
        documents = np.flatnonzero((scores > 0) & allowed).astype(np.int32)
        if len(documents):
            for weighed in extra:
                self._add(scores, weighed)
        return Scored(documents, scores[documents])

    def _add(self, scores: Floats, weighed: Weighed) -> None:
        documents, impacts = self._impacts(weighed.field, weighed.term, weighed.mean_length)
        if len(documents):
            scores[documents] += np.float32(weighed.weight) * impacts

    def _impacts(self, field: str, term: str, mean_length: float) -> Postings:
        """What each posting is worth before the term's weight: 0 to K1 + 1."""
        key = ("impacts", self._id, field, term)
        kept: tuple[float, Postings] | None = self._cache.get(key)
        if kept is not None and kept[0] == mean_length:
            return kept[1]
        return self._weigh(key, self.postings(field, term), mean_length)

    def _weigh(self, key: tuple[str, ...], held: Postings, mean_length: float) -> Postings:
        documents, counts = held
        damping = self._damping(key[2], mean_length)[documents]
        found = Postings(documents, counts * np.float32(K1 + 1) / (counts + damping))
        self._keep(key, (mean_length, found), found)
        return found

    def _damping(self, field: str, mean_length: float) -> Floats:
        """What a document's length adds below the line of BM25."""
        kept = self._dampings.get(field)
        if kept is None or kept[0] != mean_length:
            lengths = self.lengths(field) * np.float32(K1 * B / mean_length)
            kept = self._dampings[field] = mean_length, lengths + np.float32(K1 * (1 - B))
        return kept[1]

    def _keep(self, key: tuple[str, ...], thing: Any, held: Postings) -> None:
        self._cache.put(key, thing, held.documents.nbytes + held.counts.nbytes + _ENTRY)

    def holds_of(self, field: str, term: str, documents: Ints) -> bool:
        """Whether one of some documents holds a term."""
        return bool(len(documents)) and bool(self.holding(field, [term])[documents].any())

    def holds(self, document: int, field: str, term: str) -> bool:
        """Whether one document holds a term."""
        documents = self.documents(field, term)
        at = int(np.searchsorted(documents, document))
        return at < len(documents) and int(documents[at]) == document


def prepare(directory: Path) -> None:
    """Lay down what makes big segments of an index quick to read. It can be done without."""
    try:
        if arrays:
            arrays.lay_down(directory)
    except (OSError, ValueError):
        log.exception("the arrays of the index could not be written")


def walked(matcher: Any) -> Postings:
    """A term's postings through Whoosh's public matcher, those of deleted documents included."""
    matcher = getattr(matcher, "child", matcher)  # a segment with deletions wraps it,
    matcher.reset()  # and has moved it past the first of them
    documents: list[int] = []
    counts: list[float] = []
    while matcher.is_active():
        documents.append(matcher.id())
        counts.append(matcher.weight())
        matcher.next()
    return Postings(np.array(documents, np.int32), np.array(counts, np.float32))
