"""Whether the index holds of a document what it should: fingerprints of all that finds it.

A fingerprint is a sum over postings: the hash of field and term, times how often. The index knows
a term's documents and a document its terms; sums come to the same from both sides, in any order,
and nothing is kept of a document but one number for each part. So what is compared is what is
really searched, read anew from the segments, and no field had to be added for it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search import schema
from search.contract import Document
from search.scoring import Segment
from search.snapshot import Snapshot

# What is told of a difference, and the fields and columns that it is about.
PARTS = {
    "audience": ("audience", "reader"),
    "words": ("text", "title", "pair", "exact", "title_word"),
    "filters": ("kind", "category", "collection", "product", "tag", "language", "status"),
    "order": ("created", "updated", "votes", "prior"),
}
_COLUMNS = PARTS["order"]
_MASK = 2**64 - 1

Sums = NDArray[np.uint64]


class Known(NamedTuple):
    """What the index holds. rows -- by ref, its row in `sums`: documents × PARTS."""

    rows: dict[str, int]
    sums: Sums


def of_document(document: Document) -> tuple[int, ...]:
    """The fingerprint of each part, as it should be."""
    row = schema.row(document)
    sums = []
    for fields in PARTS.values():
        found = (
            _hash(field, str(value)) * count
            for field in fields
            for value, count in (
                [(row[field], 1)] if field in _COLUMNS else Counter(row[field]).items()
            )
        )
        sums.append(sum(found) & _MASK)
    return tuple(sums)


def of_index(snapshot: Snapshot, watch: Callable[[int], None]) -> Known:
    """The fingerprints of all documents, as they are: some 200 bytes each.

    watch -- told again and again how many documents more were looked at.
    """
    rows: dict[str, int] = {}
    every: list[Sums] = [np.empty((0, len(PARTS)), np.uint64)]
    for segment in snapshot.by_id.values():
        live = np.flatnonzero(segment.live()).tolist()
        sums = np.zeros((segment.size, len(PARTS)), np.uint64)
        told = 0
        for share in _summed(segment, sums):
            done = int(share * len(live))
            watch(done - told)
            told = done
        for number in live:
            rows[segment.leaf.stored_fields(number)["ref"]] = len(rows)
        every.append(sums[live])
    return Known(rows, np.concatenate(every))


def _summed(segment: Segment, sums: Sums) -> Iterator[float]:
    """Add up a segment's postings, deleted documents' among them; yields what share is done."""
    done, of = 0, sum(map(len, PARTS.values()))
    for part, fields in enumerate(PARTS.values()):
        for field in fields:
            if field in _COLUMNS:
                values = segment.column(field).tolist()
                hashes = [_hash(field, str(value)) for value in values]
                sums[:, part] += np.array(hashes, np.uint64)
            else:
                for term in segment.leaf.lexicon(field):
                    word = term.decode("utf-8")
                    documents, counts = segment._decode(field, word)  # past the cache
                    worth = np.uint64(_hash(field, word))
                    sums[documents, part] += worth * counts.astype(np.uint64)
            done += 1
            yield done / of


def differ(known: Known, ref: str, document: Document) -> list[str]:
    """In which parts a document of the index is not as it should be."""
    there = known.sums[known.rows[ref]].tolist()
    should = of_document(document)
    return [part for part, a, b in zip(PARTS, there, should, strict=True) if a != b]


@lru_cache(maxsize=50_000)
def _hash(field: str, value: str) -> int:
    return int.from_bytes(blake2b(f"{field}\0{value}".encode(), digest_size=8).digest())
