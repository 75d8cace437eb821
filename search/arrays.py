"""Long postings of a big segment laid down as arrays, beside Whoosh's own files.

Whoosh keeps postings in pickled blocks: of a word that a hundred thousand documents hold, reading
takes 20 ms. Here they lie in two bytes each, are read in a tenth of a millisecond, and all
processes map and share the file. It is an extra: a segment without it is read as ever
(search/postings.py).

    magic · number of terms · keys (sorted) · where each term's bytes begin · the bytes

The bytes of a term: how many gaps there are, the gaps between its documents, how often each holds
it (at most 255). A gap byte of 255 is no document, it only adds to the gap.
"""

import mmap
import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from search import postings
from search.schema import SCHEMA, Terms

SMALLEST = 4_000  # documents of a segment that is worth it
LONG = 256  # postings of a term that is laid down
MAGIC = b"hoidap-arrays-2\n"
_FULL = 255

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]


class Arrays:
    """The long postings of one segment. Raises OSError, ValueError when it is no such file."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._data[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{path.name} holds no arrays")
        (count,) = np.frombuffer(self._data, np.int64, 1, len(MAGIC)).tolist()
        at = len(MAGIC) + 8
        self._keys = np.frombuffer(self._data, np.uint64, count, at)
        self._starts = np.frombuffer(self._data, np.int64, count + 1, at + 8 * count)
        self._bytes = np.frombuffer(self._data, np.uint8, -1, at + 16 * count + 8)
        if len(self._bytes) != self._starts[-1]:
            raise ValueError(f"{path.name} is not whole")

    def get(self, field: str, term: str) -> tuple[Ints, NDArray[np.float32]] | None:
        """The documents that hold a term and how often, those deleted since among them."""
        packed = self._of(field, term)
        return None if packed is None else _unpacked(packed)

    def count(self, field: str, term: str) -> int | None:
        """How many documents hold it; unpacks nothing."""
        packed = self._of(field, term)
        return None if packed is None else len(packed) - 8 - _gap_count(packed)

    def _of(self, field: str, term: str) -> Bytes | None:
        key = _key(field, term.encode("utf-8"))
        at = int(np.searchsorted(self._keys, np.uint64(key)))
        if at == len(self._keys) or int(self._keys[at]) != key:
            return None
        return self._bytes[int(self._starts[at]) : int(self._starts[at + 1])]


def _packed(documents: Ints, counts: NDArray[np.float32]) -> bytes:
    gaps = np.diff(documents, prepend=0)
    full = gaps // _FULL
    packed = np.full(len(gaps) + int(full.sum()), _FULL, np.uint8)
    packed[np.arange(len(gaps)) + np.cumsum(full)] = gaps % _FULL
    size = np.int64(len(packed)).tobytes()
    return size + packed.tobytes() + np.minimum(counts, 255).astype(np.uint8).tobytes()


def _gap_count(packed: Bytes) -> int:
    return int(packed[:8].view(np.int64)[0])


def _unpacked(packed: Bytes) -> tuple[Ints, NDArray[np.float32]]:
    size = _gap_count(packed)
    gaps = packed[8 : 8 + size]
    documents = np.cumsum(gaps, dtype=np.int32)[gaps != _FULL]
    return documents, packed[8 + size :].astype(np.float32)


def of(leaf: Any, directory: Path) -> Arrays | None:
    """The arrays of a segment, if they were laid down."""
    try:
        return Arrays(_path(leaf.segment(), directory))
    except (OSError, ValueError):
        return None


def lay_down(directory: Path) -> None:
    """Write the arrays that the index in a directory lacks; those of segments that are gone,
    Whoosh has removed with them."""
    # Not mapped: what was read of a big segment would count as our memory.
    opened = FileStorage(str(directory), supports_mmap=False).open_index()
    for segment in opened._segments():
        path = _path(segment, directory)
        if segment.doc_count_all() >= SMALLEST and not path.exists():
            leaf = SegmentReader(opened.storage, opened.schema, segment)
            try:
                _write(leaf, path)
            finally:
                leaf.close()


def _path(segment: Any, directory: Path) -> Path:
    return directory / str(segment.make_filename(".arrays"))


class _Term(NamedTuple):
    key: int
    field: str
    term: bytes
    length: int


def _write(leaf: Any, path: Path) -> None:
    """Whole or not at all: the file gets its name when it is complete."""
    terms = sorted(_long_terms(leaf))
    keys = np.array([each.key for each in terms], np.uint64)
    starts = np.zeros(len(terms) + 1, np.int64)
    head = MAGIC + np.int64(len(terms)).tobytes() + keys.tobytes()
    beside = path.with_suffix(".arrays.new")
    with beside.open("wb") as file:
        file.write(head + starts.tobytes())
        for number, each in enumerate(terms):
            starts[number + 1] = starts[number] + file.write(_packed(*_postings(leaf, each)))
        file.seek(len(head))
        file.write(starts.tobytes())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _long_terms(leaf: Any) -> Iterator[_Term]:
    for field, kind in SCHEMA.items():
        found = postings.words(leaf, field) if isinstance(kind, Terms) else None
        if found is not None:
            for at in np.flatnonzero(found[1] > LONG).tolist():
                term = found[0][at]
                yield _Term(_key(field, term), field, term, int(found[1][at]))


def _postings(leaf: Any, each: _Term) -> tuple[Ints, NDArray[np.float32]]:
    found = postings.read(leaf, each.field, each.term)
    if not found or len(found[0]) != each.length:
        raise ValueError(f"the postings of {each.field}:{each.term!r} are not as their count says")
    return found


def _key(field: str, term: bytes) -> int:
    return int.from_bytes(blake2b(field.encode() + b"\0" + term, digest_size=8).digest(), "little")
