"""Whoosh's segments read straight into arrays: what makes searching fast.

Walking Whoosh's matchers costs some microseconds a posting; here a term's blocks are decoded whole.
This knows how the `whoosh3` codec lays a segment down, so each function answers None where it meets
something else, and search/scoring.py reads through the public interface instead: without this
module everything is found the same, only slower.
"""

import zlib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import accumulate
from pickle import load, loads
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import (
    LENGTHS_COLUMN,
    WHOOSH3_HEADER_MAGIC,
    W3PerDocReader,
    W3TermInfo,
    W3TermsReader,
    _lenfield,
)
from whoosh.columns import FixedBytesColumn, NumericColumn
from whoosh.system import pack_ushort
from whoosh.util.numeric import byte_to_length

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

_LENGTHS_OF = Struct("!ii")  # of a key and its value, before them (whoosh.filedb.filetables)
_INFO = Struct("!BfI")  # the beginning of W3TermInfo: flags, weight, documents
_INFO_SIZE = W3TermInfo._struct.size
_PLACE = Struct("!qi")  # behind it: where the postings begin, and their size
_PIECE = 1 << 20  # bytes of a table that are read at once; no row is near as long
_BLOCK = Struct("!i")  # the length of a block
_SHORT = 100  # bytes of postings that are decoded once
_MOST_KNOWN = 20_000

# Whoosh keeps a document's length in one byte, exact for short ones.
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)


Places = dict[bytes, bytes]  # key of a term -> where its postings lie


def read(
    leaf: Any, field: str, term: bytes, places: Places | None = None
) -> tuple[Ints, Floats] | tuple[()] | None:
    """The documents that hold a term, deleted ones included, and how often each does.

    Empty where the segment lacks it. places -- of this segment, where they are known.
    """
    terms = leaf._terms
    if not _is_plain(terms):
        return None
    key = terms._keycoder(field, term)
    place = _place(terms._tindex, key) if places is None else places.get(key)
    if place is None:
        return ()
    at, size = _PLACE.unpack_from(place)
    data = terms._postfile.get(at, size)
    return _decoded_once(data) if size < _SHORT else _decoded(data)


def places(leaf: Any) -> Places | None:
    """Where the postings of every term lie: of a small segment sooner read than looked up twice."""
    return dict(_rows(leaf._terms._tindex)) if _is_plain(leaf._terms) else None


def _place(table: Any, key: bytes) -> bytes | None:
    row = next(table.ranges_for_key(key), None)
    return None if row is None else table.dbfile.get(row[0] + _INFO_SIZE, _PLACE.size)


def _is_plain(terms: Any) -> bool:
    """Whether postings lie in blocks, each term's."""
    return type(terms) is W3TermsReader and terms._codec._inlinelimit <= 1


def _decoded(data: bytes) -> tuple[Ints, Floats]:
    documents: list[Ints] = []
    counts: list[Floats] = []
    for size, ids, weights in _blocks(data):
        # Kept as differences, block by block.
        documents.append(np.array(ids, np.int32).cumsum(dtype=np.int32))
        if weights is None or isinstance(weights, float):
            counts.append(np.full(size, weights or 1.0, np.float32))
        else:
            counts.append(np.array(weights, np.float32))
    if len(documents) == 1:
        return documents[0], counts[0]
    return np.concatenate(documents), np.concatenate(counts)


@lru_cache(maxsize=4_096)
def _decoded_once(data: bytes) -> tuple[Ints, Floats]:
    """Of most terms of a small segment all is the same: one document, once."""
    return _decoded(data)


def _blocks(data: bytes) -> Iterator[tuple[int, Any, Any]]:
    """Of each block its size, differences of documents, and weights (None: all are 1)."""
    file = BytesIO(data)
    file.seek(len(WHOOSH3_HEADER_MAGIC))
    length = 0
    while length >= 0:  # the last one's is negative
        (length,) = _BLOCK.unpack(file.read(_BLOCK.size))
        end = file.tell() + abs(length)
        size, _last, _most, is_packed, *_ends = load(file)  # noqa: S301 (an index directory is code: only we write it)
        block = file.read(end - file.tell())
        ids, weights, _values = loads(zlib.decompress(block) if is_packed else block)  # noqa: S301
        yield size, ids, weights


def lengths(leaf: Any, field: str) -> Floats | None:
    """How many terms each document has in a field; documents without the field have 0."""
    kept = _column_bytes(leaf, _lenfield(field), LENGTHS_COLUMN)
    return None if kept is None else _LENGTHS[kept]


def column(leaf: Any, name: str) -> NDArray[np.int64] | None:
    """A numeric column's value for each document."""
    kept = _column_bytes(leaf, name, leaf.schema[name].column_type)
    return None if kept is None else kept.astype(np.int64)


def _column_bytes(leaf: Any, name: str, kind: Any) -> NDArray[Any] | None:
    """A column file as one array; what the file does not reach has the column's default."""
    documents = leaf._perdoc
    if type(documents) is not W3PerDocReader or not isinstance(kind, NumericColumn):
        return None
    count = leaf.doc_count_all()
    values = np.full(count, kind._default, dtype=f">{kind._typecode}")
    if documents.has_column(name):
        reader = documents._cached_reader(name, kind)
        if not isinstance(reader, FixedBytesColumn.Reader):
            return None
        size = min(reader._count, count) * values.itemsize
        kept = np.frombuffer(reader._dbfile.get(reader._basepos, size), dtype=values.dtype)
        values[: len(kept)] = kept
    return values


def words(leaf: Any, field: str) -> tuple[list[bytes], Ints] | None:
    """Every term of a field in order, and how many documents hold each, deleted ones included."""
    terms = leaf._terms
    if type(terms) is not W3TermsReader or field not in terms._fieldmap:
        return None
    table = terms._tindex
    first = table.closest_key_pos(terms._keycoder(field, b""))
    last = table.closest_key_pos(pack_ushort(terms._fieldmap[field] + 1)) or table.endofdata
    data = table.dbfile.get(first, last - first)
    found: list[bytes] = []
    counts: list[int] = []
    at, end = 0, len(data)
    while at < end:  # length of key and of value, field's number, term, what is known of it
        key, value = _LENGTHS_OF.unpack_from(data, at)
        start = at + _LENGTHS_OF.size
        found.append(data[start + 2 : start + key])
        counts.append(_INFO.unpack_from(data, start + key)[2])
        at = start + key + value
    return found, np.array(counts, np.int32)


def every(leaf: Any) -> Iterator[tuple[str, str, list[int], list[int]]] | None:
    """Every term in order: its field, itself, the documents that hold it, and how often each does.

    Documents deleted since are among them.
    """
    return _every(leaf._terms) if _is_plain(leaf._terms) else None


def _every(terms: Any) -> Iterator[tuple[str, str, list[int], list[int]]]:
    known: dict[bytes, tuple[list[int], list[int]]] = {}  # most terms are in one document, once
    for key, place in _rows(terms._tindex):
        field = terms._fieldunmap[int.from_bytes(key[:2])]
        offset, size = _PLACE.unpack_from(place)
        data = terms._postfile.get(offset, size)
        found = known.get(data)
        if found is None:
            found = _listed(data)
            if size < _SHORT and len(known) < _MOST_KNOWN:
                known[data] = found
        yield field, key[2:].decode("utf-8"), *found


def _listed(data: bytes) -> tuple[list[int], list[int]]:
    """As `_decoded`: of few documents lists are the quicker ones."""
    documents: list[int] = []
    counts: list[int] = []
    for size, ids, weights in _blocks(data):
        documents += accumulate(ids)
        if weights is None or isinstance(weights, float):
            counts += [int(weights or 1)] * size
        else:
            counts += map(int, weights)
    return documents, counts


def _rows(table: Any) -> Iterator[tuple[bytes, bytes]]:
    """The keys of a table of terms, and where the postings of each lie; read a piece at a time."""
    first, last = table.startofdata, table.endofdata
    while first < last:
        piece = table.dbfile.get(first, min(_PIECE, last - first))
        at = 0
        while at + _LENGTHS_OF.size <= len(piece):
            key, value = _LENGTHS_OF.unpack_from(piece, at)
            start = at + _LENGTHS_OF.size
            if start + key + value > len(piece):
                break
            yield piece[start : start + key], piece[start + key + _INFO_SIZE : start + key + value]
            at = start + key + value
        first += at
