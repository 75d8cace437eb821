"""Whoosh's segments read straight into arrays: what makes searching fast.

Walking Whoosh's matchers costs some microseconds a posting; here a term's blocks are decoded whole.
This knows how the `whoosh3` codec lays a segment down, so each function answers None where it meets
something else, and search/scoring.py reads through the public interface instead: without this
module everything is found the same, only slower.
"""

import zlib
from pickle import loads
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import (
    LENGTHS_COLUMN,
    W3LeafMatcher,
    W3PerDocReader,
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

# Whoosh keeps a document's length in one byte, exact for short ones.
_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)


def decode(matcher: Any) -> tuple[Ints, Floats] | None:
    """The documents of a term's matcher, deleted ones included, and how often each holds it."""
    leaf = getattr(matcher, "child", matcher)  # a segment with deletions wraps it
    if type(leaf) is not W3LeafMatcher or leaf._byteids:
        return None
    leaf.reset()  # the wrapper has moved it past the first deletions
    documents: list[Ints] = []
    counts: list[Floats] = []
    while True:
        ids, weights = _block(leaf)
        documents.append(np.cumsum(ids, dtype=np.int32))  # kept as differences, block by block
        counts.append(weights)
        if leaf._lastblock:
            break
        leaf._goto(leaf._nextoffset)
    if len(documents) == 1:
        return documents[0], counts[0]
    return np.concatenate(documents), np.concatenate(counts)


def _block(leaf: Any) -> tuple[Any, Floats]:
    data = leaf._postfile.get(leaf._dataoffset, leaf._nextoffset - leaf._dataoffset)
    ids, weights, _values = loads(zlib.decompress(data) if leaf._compression else data)  # noqa: S301 (an index directory is code: only we write it)
    if weights is None:
        weights = 1.0
    if isinstance(weights, float):
        return ids, np.full(leaf._blocklength, weights, dtype=np.float32)
    return ids, np.asarray(weights, dtype=np.float32)


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
