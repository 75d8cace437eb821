"""What was typed as the site itself writes it: slips mended, the marks put back.

Learnt from the titles and excerpts that stand on the page already, so that no word is shown which
the person asking may not see.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from search import analysis
from search.query import Query
from search.spelling import is_slip

CLEAR = 0.75  # the share that one way to write a word must have


class _Word(NamedTuple):
    """A word as it was understood. token -- the number of the word typed that it comes from."""

    typed: str
    meant: str
    term: str
    token: int

    @property
    def is_replaced(self) -> bool:
        return self.typed != self.meant


class _Written:
    """How terms are written in some texts: alone, and after another."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.alone: dict[str, Counter[str]] = {}
        self.beside: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
        for text in texts:
            words = [analysis.place_tone(word) for word in analysis.words(text)]
            terms = [analysis.term(word) for word in words]
            for term, word in zip(terms, words, strict=True):
                self.alone.setdefault(term, Counter())[word] += 1
            for pair, both in zip(pairwise(terms), pairwise(words), strict=True):
                self.beside.setdefault(pair, Counter())[both] += 1

    def in_company(self, words: list[_Word], at: int) -> Counter[str]:
        """The ways a word is written beside the words that stand beside it in the query."""
        found: Counter[str] = Counter()
        for side in (0, 1):  # as the second of a pair, as the first
            pair = tuple(word.term for word in words[max(at - 1 + side, 0) : at + 1 + side])
            if len(pair) == 2 and at - 1 + side >= 0:
                for both, count in self.beside.get(pair, Counter()).items():
                    found[both[1 - side]] += count
        return found


def respell(query: Query, texts: Iterable[str]) -> str | None:
    """The query with each word as these texts write it; None where that is what was typed.

    What was typed with marks stays, and so does what is written in several ways; when that is all
    there would be to say, nothing is said.
    """
    if query.excluded or query.is_literal:
        return None
    tokens = list(analysis.tokens(query.text))
    words = [
        _Word(token.word, meant, analysis.term(meant), number)
        for number, token in enumerate(tokens)
        for meant in query.replaced.get(token.word, token.word).split()
    ]
    if not query.replaced and not any(_may_lack_marks(word.meant) for word in words):
        return None
    written = _Written(texts)
    spelt = [_spelt(words, at, written) for at in range(len(words))]
    if any(way is None for way, word in zip(spelt, words, strict=True) if word.is_replaced):
        return None
    if None in spelt and not query.replaced:
        return None
    text = query.text
    for number, token in reversed(list(enumerate(tokens))):
        ways = [way or w.meant for way, w in zip(spelt, words, strict=True) if w.token == number]
        if " ".join(ways) != analysis.place_tone(token.word):
            text = text[: token.start] + " ".join(ways) + text[token.end :]
    return text if text != query.text else None


def _may_lack_marks(word: str) -> bool:
    return word.isascii() and word.isalpha() and analysis.is_syllable(word)


def _spelt(words: list[_Word], at: int, written: _Written) -> str | None:
    """How one word is written; None if nobody knows."""
    word = words[at]
    if not word.meant.isascii() or not word.meant.isalpha():
        return word.meant
    if not _may_lack_marks(word.meant):
        return _english(word, written)
    way = _clear(written.in_company(words, at))
    if way is None and analysis.is_vietnamese([each.meant for each in words]):
        way = _clear(written.alone.get(word.term, Counter()))
    return word.meant if way is None and word.is_replaced else way


def _english(word: _Word, written: _Written) -> str | None:
    """A whole word for a stem, nearest to what was typed."""
    if not word.is_replaced:
        return word.meant
    ways = written.alone.get(word.term, Counter())
    near = {way: n for way, n in ways.items() if is_slip(analysis.fold(word.typed), way)}
    return max(near or ways, key=lambda way: ways[way], default=None)


def _clear(ways: Counter[str]) -> str | None:
    """The way nearly all write it."""
    if not ways:
        return None
    (way, count), *_others = ways.most_common(1)
    return way if count >= CLEAR * ways.total() else None
