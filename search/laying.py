"""A field's terms laid down as Whoosh's `whoosh3` codec does, byte by byte, in a third of the time.

Most terms of a small segment stand once in one document: what the codec pickles and compresses for
each is mostly the same again, so it is made once. search/postings.py knows how to read it.
"""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from pickle import dumps
from struct import Struct
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3TermInfo

Term = tuple[str, bytes, "array[int]", "array[float]"]  # field, term, its documents, how often each

_CODEC = W3Codec()
_PROTOCOL = 2  # of its pickles
_SIZE = Struct("!i")  # of a block
_SIZES = Struct("!ii")  # of a key and its value
_PLACE = Struct("!qi")  # where a term's postings begin, and their size
_info = W3TermInfo._struct.pack


class _Laid(NamedTuple):
    """The postings of a term as they lie on the disk, and what is said of them all."""

    data: bytes
    weight: float
    least: int  # length of a document, in the codec's byte
    most: int


def lay_down(fields: Any, field: str, kind: Any, terms: Iterable[Term], lengths: bytes) -> None:
    """Write all terms of a field, in order.

    fields  -- the codec's field writer.
    lengths -- of each document in this field, in the codec's byte; empty where none is kept.
    """
    fields.start_field(field, kind)
    prefix = fields._fieldid.to_bytes(2)
    file, table = fields._postfile, fields._tindex
    at, place = file.tell(), table.dbfile.tell()
    for _field, term, ids, counts in terms:
        if len(ids) == 1:
            laid = _single(ids[0], counts[0], lengths[ids[0] : ids[0] + 1])
        else:
            laid = _laid(ids, counts, bytes(map(lengths.__getitem__, ids)) if lengths else b"")
        file.write(laid.data)
        key = prefix + term
        ends = (laid.least, laid.most, max(counts), ids[0], ids[-1])
        value = _info(0, laid.weight, len(ids), *ends) + _PLACE.pack(at, len(laid.data))
        row = _SIZES.pack(len(key), len(value)) + key + value
        table.dbfile.write(row)
        table.index.append(place)
        number = table.hashfn(key)
        table.buckets[number & 255].append((number, place))
        at += len(laid.data)
        place += len(row)
    fields.finish_field()


@lru_cache(maxsize=8_192)
def _single(document: int, count: float, length: bytes) -> _Laid:
    return _laid((document,), (count,), length)


def _laid(ids: Sequence[int], counts: Sequence[float], lengths: bytes) -> _Laid:
    """lengths -- of these documents."""
    blocks = [WHOOSH3_HEADER_MAGIC]
    weight: float = 0
    for start in range(0, len(ids), _CODEC._blocklimit):
        stop = start + _CODEC._blocklimit
        block = _block(ids[start:stop], counts[start:stop], lengths[start:stop])
        blocks += [_SIZE.pack(-len(block) if stop >= len(ids) else len(block)), block]
        weight += sum(counts[start:stop])
    return _Laid(b"".join(blocks), weight, min(lengths, default=0), max(lengths, default=0))


def _block(ids: Sequence[int], counts: Sequence[float], lengths: bytes) -> bytes:
    gaps = (ids[0], *(after - before for before, after in pairwise(ids)))
    heaviest = max(counts)
    kept: Any = tuple(counts)
    if heaviest == min(counts):
        kept = None if heaviest == 1 else heaviest
    ends = (min(lengths, default=0), max(lengths, default=0))
    info = (len(ids), ids[-1], heaviest, _CODEC._compression, *ends)
    postings = zlib.compress(dumps((gaps, kept, None), _PROTOCOL), _CODEC._compression)
    return dumps(info, _PROTOCOL) + postings
