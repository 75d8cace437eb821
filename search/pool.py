"""A segment written term by term. Whoosh adds, sorts, merges and writes each posting by itself.

What lies on the disk afterwards is what Whoosh's own writer leaves there, byte by byte.
"""

import marshal
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from whoosh.util.numeric import length_to_byte
from whoosh.writing import PostingPool, SegmentWriter

from search.laying import Term, lay_down

try:
    from search import postings as fast
except ImportError:  # another codec, another Whoosh: slower, and all the same
    fast = None  # type: ignore[assignment]

MAX_RUNS = 128  # open at once
BATCH = 32_768  # bytes of a run, read at once
_TERM = 200  # bytes that a term takes in memory beside its postings of 8 bytes each
_of_term = itemgetter(0, 1)

Run = Iterable[tuple[str, bytes, int, bytes]]  # field, term, the run's number, its postings


class TermPool(PostingPool):
    """Postings gathered in memory by term; past `limitmb` MB they become a sorted run on disk."""

    def __init__(self, tempstore: Any, segment: Any, *, limitmb: int) -> None:
        super().__init__(tempstore, segment, limitmb=limitmb)
        self.runs: list[str] = []
        self._gathered: dict[str, dict[str, array[int]]] = {}
        self._run_count = 0

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """One posting, as Whoosh merges segments: field, term, document, weight (how often)."""
        field, term, document, weight, _value = item
        self.gather(field, {term.decode("utf-8"): int(weight)}, document)

    def take(self, field: str, term: str, ids: Sequence[int], counts: Sequence[int]) -> None:
        """The documents of a term, and how often each holds it."""
        terms = self._gathered.setdefault(field, {})
        found = terms.get(term)
        if found is None:
            found = terms[term] = array("I")
            self.currentsize += _TERM
        for place in zip(ids, counts, strict=True):
            found.extend(place)
        self.currentsize += 8 * len(ids)
        if self.currentsize > self.limit:
            self.save()

    def gather(self, field: str, counts: Mapping[str, int], document: int) -> None:
        """The terms of a document's field, and how often each is there."""
        if field not in self._gathered:
            self._gathered[field] = {}
        terms = self._gathered[field]
        known = len(terms)
        for term, count in counts.items():
            found = terms.get(term)
            if found is None:
                terms[term] = array("I", (document, count))
            else:
                found.append(document)
                found.append(count)
        self.currentsize += 8 * len(counts) + _TERM * (len(terms) - known)
        if self.currentsize > self.limit:
            self.save()

    def save(self) -> None:
        path, file = self._new_run()
        self._write_run(file, self._sorted())
        self._add_run(path)
        self._gathered = {}
        self._run_count += 1
        self.currentsize = 0

    def _sorted(self) -> Run:
        for field, terms in sorted(self._gathered.items()):
            for term, postings in sorted(terms.items()):
                yield field, term.encode("utf-8"), self._run_count, postings.tobytes()

    def _write_run(self, file: Any, items: Run) -> None:
        with file:
            for batch in _batches(items):
                data = marshal.dumps(batch)
                file.write(len(data).to_bytes(4) + data)  # `marshal.load` reads byte by byte

    def _read_run(self, path: str) -> Run:
        file = self._open_run(path)
        try:
            while size := int.from_bytes(file.read(4)):
                yield from marshal.loads(file.read(size))  # noqa: S302 (ours, of a moment ago)
        finally:
            file.close()
            self._remove_run(path)

    def terms(self) -> Iterator[Term]:
        """Every term in order. The pool is empty afterwards."""
        if not self.runs:
            return self._in_memory()
        return self._joined()

    def _in_memory(self) -> Iterator[Term]:
        for field, terms in sorted(self._gathered.items()):
            for term, postings in sorted(terms.items()):
                yield field, term.encode("utf-8"), postings[::2], array("f", postings[1::2])

    def _joined(self) -> Iterator[Term]:
        self.reduce_to(MAX_RUNS, MAX_RUNS)
        runs = [self._read_run(path) for path in self.runs]
        self.runs = []
        for (field, term), parts in groupby(merge(*runs, self._sorted()), _of_term):
            postings = array("I", b"".join(part for *_, part in parts))
            yield field, term, postings[::2], array("f", postings[1::2])


def _batches(items: Run) -> Iterator[list[tuple[str, bytes, int, bytes]]]:
    batch, size = [], 0
    for item in items:
        batch.append(item)
        size += _TERM + len(item[3])
        if size > BATCH:
            yield batch
            batch, size = [], 0
    yield batch


class TermWriter(SegmentWriter):
    """Whoosh's writer with such a pool; nothing in it grows with the number of postings.

    limitmb -- memory for the pool, in MB.
    """

    def __init__(self, index: Any, *, limitmb: int) -> None:
        super().__init__(index)
        self.pool = TermPool(self._tempstorage, self.newsegment, limitmb=limitmb)
        self.fieldwriter._tindex.buckets = [_Places() for _ in range(256)]

    def add_document(self, **row: Any) -> None:
        """Whoosh's own, without what no field of ours has: boosts, vectors, spellings.

        What it cannot write spoils the segment: give it up.
        """
        kept = self.perdocwriter
        kept.start_doc(self.docnum)
        for name in sorted(row):
            kind, value, length = self.schema[name], row[name], 0
            if kind.indexed:
                counts = Counter(value if isinstance(value, list) else [value])
                self.pool.gather(name, counts, self.docnum)
                length = counts.total() if kind.scorable else 0
            kept.add_field(name, kind, value if kind.stored else None, length)
            if kind.column_type:
                kept.add_column_value(name, kind.column_type, kind.to_column_value(value))
        kept.finish_doc()
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(
        self, reader: Any, startdoc: int, docmap: dict[int, int] | None
    ) -> None:
        """Whoosh's own, a term at a time.

        docmap -- where documents go of a reader that has deleted ones; else they go on at startdoc.
        """
        found = fast.every(reader) if fast else None
        if found is None:
            super().add_postings_to_pool(reader, startdoc, docmap)
            return
        for field, term, ids, counts in found:
            if docmap is None:
                self.pool.take(field, term, [startdoc + number for number in ids], counts)
                continue
            kept = [(docmap[n], count) for n, count in zip(ids, counts, strict=True) if n in docmap]
            if kept:
                self.pool.take(field, term, *zip(*kept, strict=True))

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        with closing(self.per_document_reader()) as documents:
            for field, terms in groupby(self.pool.terms(), itemgetter(0)):
                kind = self.schema[field]
                lengths = _lengths(documents, field) if kind.scorable else b""
                lay_down(self.fieldwriter, field, kind, terms, lengths)
        self.fieldwriter.close()


def _lengths(documents: Any, field: str) -> bytes:
    length = documents.doc_field_length
    every = (length(number, field) or 0 for number in range(documents.doc_count_all()))
    return bytes(map(length_to_byte, every))


class _Places:
    """A bucket of Whoosh's hash of terms (hash, position in the file): 16 bytes a term, not 120."""

    def __init__(self) -> None:
        self._numbers = array("Q")

    def append(self, place: tuple[int, int]) -> None:
        self._numbers.extend(place)

    def __len__(self) -> int:
        return len(self._numbers) // 2

    def __iter__(self) -> Iterator[tuple[int, int]]:
        numbers = iter(self._numbers)
        return zip(numbers, numbers, strict=True)
