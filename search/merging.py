"""Which segments a commit merges: few enough documents that the next one need not wait long."""

from typing import Any

from whoosh.reading import SegmentReader

MAX_SEGMENTS = 12
MAX_EQUALS = 6  # large segments that need not outweigh each other
AT_ONCE = 400  # documents: half a second of CPU, in which nothing else is written
MAX_LEFT = 8  # segments that are left alone so that a merge stays within that


def merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Past twelve segments merge small ones; those left keep their order, as readers like it."""
    if len(segments) < MAX_SEGMENTS:
        return segments
    merged = _small(segments)
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [each for each in segments if each not in merged]


def _small(segments: list[Any]) -> list[Any]:
    """All but the large ones, or only the smallest ones if a merge can do with few documents; and
    large ones of which half is deleted."""
    by_size = sorted(segments, key=_live_count, reverse=True)
    count = _large_count([_live_count(segment) for segment in by_size])
    large, small = by_size[:count], by_size[count:]
    worn = [each for each in large if each.deleted_count() * 2 > each.doc_count_all()]
    for first in range(max(1, MAX_LEFT - count + 1)):
        if sum(map(_live_count, small[first:])) <= AT_ONCE:
            return worn + small[first:]
    return worn + small


def _large_count(sizes: list[int]) -> int:
    """How many of the largest stay as they are: up to the last in a row that outweighs all below.

    A rebuild with several processes leaves a few equals; the row may begin after them.
    """
    outweighs = [size > sum(sizes[number + 1 :]) for number, size in enumerate(sizes)]
    first = next((n for n, it_does in enumerate(outweighs[:MAX_EQUALS]) if it_does), None)
    if first is None:
        return 0
    return next((n for n in range(first, len(sizes)) if not outweighs[n]), len(sizes))


def _live_count(segment: Any) -> int:
    count: int = segment.doc_count_all() - segment.deleted_count()
    return count
