"""BM25 over one segment, term at a time, through Whoosh's public matchers.

A segment never changes, so what is decoded once is kept. This is the part to replace for speed:
whoever replaces it keeps `Segment`'s methods and the scores.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from whoosh.reading import TermNotFound

K1 = 1.2
B = 0.75
MAX_CACHED_POSTINGS = 2_000_000  # a segment; a posting takes 8 bytes


class Postings(NamedTuple):
    """Documents that hold a term, in rising order, and how often each does."""

    documents: array[int]
    counts: array[float]


class Weighed(NamedTuple):
    """A term to look for; `weight` is the field's weight times the term's idf."""

    field: str
    term: str
    weight: float
    mean_length: float


NOTHING = Postings(array("I"), array("f"))


class Segment:
    """One immutable part of the index. Not safe for two threads at once (Whoosh's files seek)."""

    def __init__(self, leaf: Any) -> None:
        self.leaf = leaf
        self.size: int = leaf.doc_count_all()
        self._postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._cached_count = 0
        self._lengths: dict[str, array[int]] = {}
        self._columns: dict[str, list[int]] = {}

    def renew(self, leaf: Any) -> None:
        """The same segment in a later generation: only its deletions may be others."""
        self.leaf = leaf

    def deleted(self) -> frozenset[int]:
        return frozenset(self.leaf.segment().deleted_docs())

    def postings(self, field: str, term: str) -> Postings:
        """Decoded once; may hold documents deleted since (see `deleted`)."""
        key = (field, term)
        found = self._postings.get(key)
        if found is None:
            found = self._postings[key] = self._decode(field, term)
            self._cached_count += len(found.documents)
            while self._cached_count > MAX_CACHED_POSTINGS and len(self._postings) > 1:
                _key, dropped = self._postings.popitem(last=False)
                self._cached_count -= len(dropped.documents)
        else:
            self._postings.move_to_end(key)
        return found

    def _decode(self, field: str, term: str) -> Postings:
        try:
            matcher = self.leaf.postings(field, term.encode("utf-8"))
        except TermNotFound:
            return NOTHING
        found = Postings(array("I"), array("f"))
        while matcher.is_active():
            found.documents.append(matcher.id())
            found.counts.append(matcher.weight())
            matcher.next()
        return found

    def lengths(self, field: str) -> array[int]:
        """How many terms each document has in a field (Whoosh rounds long ones)."""
        if field not in self._lengths:
            length_of = self.leaf.doc_field_length
            self._lengths[field] = array("I", (length_of(i, field) or 0 for i in range(self.size)))
        return self._lengths[field]

    def column(self, name: str) -> list[int]:
        if name not in self._columns:
            values = self.leaf.column_reader(name)
            self._columns[name] = [values[i] for i in range(self.size)]
        return self._columns[name]

    def score(
        self, required: Sequence[Weighed], extra: Sequence[Weighed], allowed: frozenset[int]
    ) -> dict[int, float]:
        """The score of each allowed document that holds a required term; extra terms only add."""
        scores = dict.fromkeys(self._holding(required, allowed), 0.0)
        for field, term, weight, mean_length in (*required, *extra):
            found = self.postings(field, term)
            if not found.documents:
                continue
            lengths = self.lengths(field)
            top, base, slope = weight * (K1 + 1), K1 * (1 - B), K1 * B / mean_length
            for document, count in zip(found.documents, found.counts, strict=True):
                if document in scores:
                    damped = count + base + slope * lengths[document]
                    scores[document] += top * count / damped
        return scores

    def _holding(self, required: Sequence[Weighed], allowed: frozenset[int]) -> set[int]:
        holding: set[int] = set()
        for field, term, _weight, _mean_length in required:
            holding.update(self.postings(field, term).documents)
        return holding & allowed

    def holds(self, document: int, field: str, term: str) -> bool:
        """Whether one document holds a term."""
        documents = self.postings(field, term).documents
        at = bisect_left(documents, document)
        return at < len(documents) and documents[at] == document
