"""Small segments read as one: a search costs no more for the commits since the last merge."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import MultiReader

from core.bounded import Bounded
from search.scoring import NOTHING, Floats, Mask, Postings, Segment
from search.spelling import Vocabulary

SMALL = 2_000  # documents


def joined(segments: Sequence[Segment], cache: Bounded[Any]) -> list[Segment]:
    """The large ones as they are, then the small ones as one."""
    small = [each for each in segments if each.size <= SMALL]
    if len(small) < 2:
        return list(segments)
    return [*(each for each in segments if each.size > SMALL), Joined(small, cache)]


class Joined(Segment):
    """Documents of each part follow those of the part before. What parts know, they keep."""

    def __init__(self, parts: Sequence[Segment], cache: Bounded[Any]) -> None:
        name = "+".join(part._id for part in parts)
        super().__init__(MultiReader([part.leaf for part in parts]), cache, name=name)
        self.parts = parts
        self._starts = [0, *accumulate(part.size for part in parts)][:-1]

    def live(self) -> Mask:
        return self._together(lambda part: part.live())

    def lengths(self, field: str) -> Floats:
        if field not in self._lengths:
            self._lengths[field] = self._together(lambda part: part.lengths(field))
        return self._lengths[field]

    def column(self, name: str) -> NDArray[np.int64]:
        if name not in self._columns:
            self._columns[name] = self._together(lambda part: part.column(name))
        return self._columns[name]

    def _together(self, of: Callable[[Segment], NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate([of(part) for part in self.parts])

    def count(self, field: str, term: str) -> int:
        return sum(part.count(field, term) for part in self.parts)

    def _decode(self, field: str, term: str) -> Postings:
        found = [
            (start, postings)
            for start, part in zip(self._starts, self.parts, strict=True)
            if len((postings := part.postings(field, term)).documents)
        ]
        if not found:
            return NOTHING
        documents = [each.documents + np.int32(start) for start, each in found]
        return Postings(
            np.concatenate(documents), np.concatenate([each.counts for _, each in found])
        )

    def vocabulary(self, field: str) -> Vocabulary:
        return Words([part.vocabulary(field) for part in self.parts])


class Words(Vocabulary):
    """The words of several vocabularies."""

    def __init__(self, parts: Sequence[Vocabulary]) -> None:
        self.parts = parts

    def near(self, typed: str) -> Iterator[str]:
        return (word for part in self.parts for word in part.near(typed))

    def beginning(self, prefix: str, most: int) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for part in self.parts:
            counts.update(part.beginning(prefix, most))
        return dict(counts.most_common(most))
