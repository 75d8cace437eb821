"""The words of an index, as far as one person may see what is written with them."""

from collections.abc import Sequence

from search.scoring import Mask, Segment

FIRST = 64  # documents looked at before all that hold a word


class Lexicon:
    """Answers for one scope: a word that stands only in what they may not see is unknown."""

    def __init__(self, segments: Sequence[Segment], allowed: Sequence[Mask]) -> None:
        self.segments, self.allowed = segments, allowed

    def knows(self, term: str) -> bool:
        """Whether a document of theirs holds the term."""
        for segment, may in zip(self.segments, self.allowed, strict=True):
            documents = segment.postings("text", term).documents
            if may[documents[:FIRST]].any() or may[documents[FIRST:]].any():
                return True
        return False
