"""Words one slip away: a letter more, less, another, or two that changed places.

A table of deletes: two words are within one edit only if taking at most one letter out of each can
make them equal (Mor and Fraenkel, "A hash code method for detecting and correcting spelling
errors", CACM 1982; SymSpell does the same). Kept as sorted arrays of hashes, not as strings.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search import analysis

SHORTEST = 3  # letters of a word that is corrected; a shorter one is near to everything
LONGEST = 24  # bytes of a word that is kept
MOST_WORDS = 150_000  # of one segment; beyond that the most frequent ones
_SLICE = 20_000  # words hashed at once: 4 MB
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, so it has an inverse
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_MIX = np.uint64(0xD6E8FEB86659FD93)

Keys = NDArray[np.uint32]


class Vocabulary:
    """The words of one segment, in order, and the table that finds those one slip away."""

    def __init__(self, terms: Sequence[bytes], counts: NDArray[np.int32]) -> None:
        """terms -- in order; what is not all letters, or Han, Kana or Hangul, is left out."""
        kept = [i for i, term in enumerate(terms) if _is_word(term)]
        if len(kept) > MOST_WORDS:
            most = np.argpartition(-counts[kept], MOST_WORDS)[:MOST_WORDS]
            kept = sorted(kept[i] for i in most.tolist())
        self.words = np.array([terms[i] for i in kept] or [b""], f"S{LONGEST}")[: len(kept)]
        self.counts = counts[kept]
        self._keys, self._owners = self._table()

    @property
    def nbytes(self) -> int:
        arrays = (self.words, self.counts, self._keys, self._owners)
        return sum(array.nbytes for array in arrays)

    def _table(self) -> tuple[Keys, NDArray[np.int32]]:
        keys: list[Keys] = [np.empty(0, np.uint32)]
        owners: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        for start in range(0, len(self.words), _SLICE):
            words = [word.decode("utf-8") for word in self.words[start : start + _SLICE].tolist()]
            found, rows = _keys_of(words)
            keys.append(found)
            owners.append((rows + start).astype(np.int32))
        every, of = np.concatenate(keys), np.concatenate(owners)
        order = np.argsort(every, kind="stable")
        return every[order], of[order]

    def near(self, typed: str) -> Iterator[str]:
        """The words one slip away from a folded word."""
        keys = _keys_of_one(typed)
        first = np.searchsorted(self._keys, keys, "left")
        last = np.searchsorted(self._keys, keys, "right")
        owners = {
            owner
            for start, stop in zip(first.tolist(), last.tolist(), strict=True)
            for owner in self._owners[start:stop].tolist()
        }
        for owner in owners:
            word = self.words[owner].decode("utf-8")
            if is_slip(typed, word):
                yield word

    def beginning(self, prefix: str, most: int) -> dict[str, int]:
        """The most frequent words that begin so, and how many documents hold them."""
        start = prefix.encode("utf-8")
        first, last = np.searchsorted(self.words, [start, start + b"\xff"]).tolist()
        counts = self.counts[first:last]
        best = np.argsort(-counts, kind="stable")[:most] + first
        return {self.words[i].decode("utf-8"): int(self.counts[i]) for i in best.tolist()}


def _is_word(term: bytes) -> bool:
    if not 1 < len(term) <= LONGEST:
        return False
    if term.isalpha():  # ASCII letters
        return True
    word = term.decode("utf-8")
    return word.isalpha() and not analysis.is_cjk(word)


def _keys_of(words: Sequence[str]) -> tuple[Keys, NDArray[np.int64]]:
    """A hash of each word and of each with one letter taken out; the number of the word of each.

    The hash of c0 c1 c2 … is c0 + c1·f + c2·f² …: without a letter, what follows moves one power
    down, so all hashes of a word come from one running sum.
    """
    letters = np.array(words, f"U{LONGEST + 1}").view(np.uint32).reshape(len(words), -1)
    width = letters.shape[1]
    powers = np.cumprod(np.full(width, _FACTOR, np.uint64), dtype=np.uint64)
    sums = np.zeros((len(words), width + 1), np.uint64)
    np.cumsum(letters.astype(np.uint64) * powers, axis=1, out=sums[:, 1:])
    whole = sums[:, -1:]
    without = sums[:, :-1] + (whole - sums[:, 1:]) * _INVERSE
    keys = np.concatenate([whole, without], axis=1)
    wanted = np.concatenate([np.ones((len(words), 1), np.bool_), letters > 0], axis=1)
    rows, _columns = np.nonzero(wanted)
    return ((keys[wanted] * _MIX) >> np.uint64(32)).astype(np.uint32), rows


@lru_cache(maxsize=64)
def _keys_of_one(word: str) -> Keys:
    """The same of one word, which every segment is asked for."""
    return _keys_of([word])[0]


def is_slip(typed: str, word: str) -> bool:
    """Whether two different words are one edit apart (Damerau-Levenshtein distance 1)."""
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    one, other = typed[start:], word[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )
