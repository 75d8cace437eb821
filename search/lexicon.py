"""The words of an index, as far as one person may see what is written with them."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search import analysis
from search.scoring import Mask, Segment

FIRST = 64  # documents looked at before all that hold a word
COMPANY = 2.5  # bits for each doubling of the documents that hold a word beside its neighbour


class Candidate(NamedTuple):
    """A term that may have been meant; the likelier the better, in bits."""

    likelihood: float
    term: str


class Lexicon:
    """Answers for one scope: a word that stands only in what they may not see is unknown.

    What it counts it counts in all documents: whoever shows a word asks `knows` first.
    """

    def __init__(self, segments: Sequence[Segment], allowed: Sequence[Mask]) -> None:
        self.segments, self.allowed = segments, allowed

    def knows(self, term: str) -> bool:
        """Whether a document of theirs holds the term."""
        for segment, may in zip(self.segments, self.allowed, strict=True):
            documents = segment.postings("text", term).documents
            if len(documents) and (may[documents[:FIRST]].any() or may[documents[FIRST:]].any()):
                return True
        return False

    def near(self, field: str, word: str) -> set[str]:
        """Words of a field that are one slip away."""
        return {near for each in self.segments for near in each.vocabulary(field).near(word)}

    def beginning(self, field: str, prefix: str, most: int) -> dict[str, int]:
        """The most frequent words of a field that begin so, and their documents."""
        counts: Counter[str] = Counter()
        for segment in self.segments:
            counts.update(segment.vocabulary(field).beginning(prefix, most))
        return dict(counts.most_common(most))

    def count(self, term: str) -> int:
        """How many documents hold the term."""
        return sum(segment.count("text", term) for segment in self.segments)

    def together(self, left: str, right: str) -> int:
        """How many documents hold the two terms side by side, or another pair of the same hash."""
        (pair,) = analysis.pairs([left, right])
        return sum(segment.count("pair", pair) for segment in self.segments)

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
