"""Small segments read as one: a search costs no more for the commits since the last merge."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import MultiReader

from core.bounded import Bounded
from search.scoring import NOTHING, Floats, Ints, Mask, Postings, Segment
from search.spelling import Vocabulary

SMALL = 2_000  # documents


def joined(segments: Sequence[Segment], cache: Bounded[Any]) -> list[Segment]:
    """The large ones as they are, then the small ones as one."""
    small = [each for each in segments if each.size <= SMALL]
    if len(small) < 2:
        return list(segments)
    large = [each for each in segments if each.size > SMALL]
    return [*large, Joined(small, cache)]


class Joined(Segment):
    """Documents of each part follow those of the part before. What parts know, they keep.

    What is kept of a term names the parts that it was read from. In a later generation that has
    other parts behind the same ones, only these are read.
    """

    def __init__(self, parts: Sequence[Segment], cache: Bounded[Any]) -> None:
        super().__init__(MultiReader([part.leaf for part in parts]), cache, name="joined")
        self.parts = parts
        self._names = tuple(part._id for part in parts)
        self._starts = [0, *accumulate(part.size for part in parts)]

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
        return len(self.postings(field, term).documents)

    def documents(self, field: str, term: str) -> Ints:
        return self.postings(field, term).documents

    def postings(self, field: str, term: str) -> Postings:
        key = ("postings", self._id, field, term)
        names, found = self._cache.get(key) or ((), NOTHING)
        if names != self._names:
            found = self._continued(names, found, field, term)
            self._keep(key, (self._names, found), found)
        return found

    def _continued(
        self, names: tuple[str, ...], found: Postings, field: str, term: str
    ) -> Postings:
        """What was found in the parts of these names, as far as they stay, and in all others."""
        stay = len(names)
        if self._names[:stay] != names:
            pairs = zip(names, self._names, strict=False)
            stay = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], pairs))
            stop = int(np.searchsorted(found.documents, self._starts[stay]))
            found = Postings(found.documents[:stop], found.counts[:stop])
        every = [found]
        for start, part in zip(self._starts[stay:], self.parts[stay:], strict=False):
            documents, counts = part._decode(field, term)
            if len(documents):
                every.append(Postings(documents + np.int32(start), counts))
        return Postings(*map(np.concatenate, zip(*every, strict=True))) if every[1:] else found

    def holding_completions(self, field: str, beginning: str, most: int) -> Mask:
        return self._together(lambda part: part.holding_completions(field, beginning, most))

    def _impacts(self, field: str, term: str, mean_length: float) -> Postings:
        key = ("impacts", self._id, field, term)
        held = self.postings(field, term)
        kept: tuple[float, Postings] | None = self._cache.get(key)
        if kept and kept[0] == mean_length and kept[1].documents is held.documents:
            return kept[1]
        return self._weigh(key, held, mean_length)

    def values(self, field: str) -> list[str]:
        return sorted({value for part in self.parts for value in part.values(field)})

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
