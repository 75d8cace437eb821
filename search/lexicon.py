"""The words of an index, as far as one person may see what is written with them."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from search import analysis
from search.scoring import Mask, Segment

FIRST = 64  # documents looked at before all that hold a word
MOST_SKIPPED = 400  # words that are passed over since they stand only in what is not theirs
COMPANY = 2.5  # bits for each doubling of the documents that hold a word beside its neighbour


class Candidate(NamedTuple):
    """A term that may have been meant; the likelier the better, in bits."""

    likelihood: float
    term: str


class Lexicon:
    """Answers for one scope, as if what they may not see were not there: neither a word nor a
    number tells of it."""

    def __init__(self, segments: Sequence[Segment], allowed: Sequence[Mask]) -> None:
        self.segments, self.allowed = segments, allowed

    def knows(self, term: str) -> bool:
        """Whether a document of theirs holds the term."""
        return self._is_held("text", term)

    def near(self, field: str, word: str) -> set[str]:
        """Words of a field that are one slip away."""
        near = {near for each in self.segments for near in each.vocabulary(field).near(word)}
        return {word for word in near if self._is_theirs(field, word)}

    def beginning(self, field: str, prefix: str, most: int) -> list[str]:
        """Words of a field that begin so, the most frequent first.

        Behind MOST_SKIPPED words that are not theirs none is found.
        """
        counts: Counter[str] = Counter()
        for segment in self.segments:
            counts.update(segment.vocabulary(field).beginning(prefix, most + MOST_SKIPPED))
        frequent = (word for word, _count in counts.most_common(most + MOST_SKIPPED))
        return list(islice((word for word in frequent if self._is_theirs(field, word)), most))

    def count(self, term: str) -> int:
        """How many documents of theirs hold the term."""
        return self._count("text", term)

    def together(self, left: str, right: str) -> int:
        """How many documents hold the two terms side by side, or another pair of the same hash."""
        (pair,) = analysis.pairs([left, right])
        return self._count("pair", pair)

    def _count(self, field: str, term: str) -> int:
        return sum(
            int(np.count_nonzero(may[segment.documents(field, term)]))
            for segment, may in zip(self.segments, self.allowed, strict=True)
        )

    def _is_theirs(self, field: str, word: str) -> bool:
        if field == "title_word":  # kept for completing alone: asked by its term
            return self.knows(analysis.term(word))
        return self._is_held(field, word)

    def _is_held(self, field: str, term: str) -> bool:
        for segment, may in zip(self.segments, self.allowed, strict=True):
            documents = segment.documents(field, term)
            if len(documents) and (may[documents[:FIRST]].any() or may[documents[FIRST:]].any()):
                return True
        return False

    def likelihood(self, words: Sequence[str], at: int, term: str) -> float:
        """How likely a term stands at a place among words: how often it is written, and the
        company it keeps with the words beside the place; in bits."""
        bits = math.log2(max(self.count(term), 1))
        return bits + sum(COMPANY * math.log2(1 + n) for n in self._beside(words, at, term))

    def is_in_company(self, words: Sequence[str], at: int, term: str) -> bool:
        """Whether anybody wrote the term beside one of the words beside the place."""
        return any(self._beside(words, at, term))

    def _beside(self, words: Sequence[str], at: int, term: str) -> Iterator[int]:
        if at > 0:
            yield self.together(analysis.term(words[at - 1]), term)
        if at + 1 < len(words):
            yield self.together(term, analysis.term(words[at + 1]))
