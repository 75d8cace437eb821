"""When two searches want the same thing: one plain rule.

The words are compared as folded terms (search/analysis.py); an abbreviation that can mean but one
thing counts as what it stands for. Two searches are alike if at least two thirds of all their words
are in both. A word counts as in both when it is a slip away (search/spelling.py) and has at least 4
letters, unless both could be Vietnamese syllables: `hàng` and `hành` are two words.
"""

from collections import Counter, defaultdict
from functools import lru_cache

from search import analysis
from search.abbreviations import table
from search.spelling import is_slip

ENOUGH = 2 / 3  # "doi hang" and "doi tra hang"; not "bao hanh may in" and "bao hanh may lanh"
LETTERS = 4  # of a word that may be a slip
BEGINNING = 3  # letters in which a slip is not looked for: they find the word it may be
Terms = frozenset[str]


def terms_of(words: str, of_site: str = "") -> Terms:
    """The terms of folded words, abbreviations spelt out. of_site -- the site's own (settings)."""
    meant = _unambiguous(of_site)
    return frozenset(term for word in words.split() for term in meant.get(word, (word,)))


@lru_cache(maxsize=8)
def _unambiguous(of_site: str) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for short, meanings in table(of_site).items():
        for meaning in meanings:
            found[analysis.term(short)].add(tuple(analysis.term(word) for word in meaning))
    return {short: next(iter(meant)) for short, meant in found.items() if len(meant) == 1}


def likeness(one: Terms, other: Terms) -> float:
    """The share of their words that are in both, 0 to 1."""
    shared = len(one & other)
    left = sorted(other - one)
    for word in sorted(one - other):
        twin = next((each for each in left if _is_same(word, each)), None)
        if twin is not None:
            left.remove(twin)
            shared += 1
    together = len(one) + len(other) - shared
    return shared / together if together else 0.0


def _is_same(one: str, other: str) -> bool:
    return (
        min(len(one), len(other)) >= LETTERS
        and not (analysis.is_syllable(one) and analysis.is_syllable(other))
        and is_slip(one, other)
    )


class Heads:
    """What stands for others already, found by what it has in common with something new."""

    def __init__(self) -> None:
        self.terms: dict[int, Terms] = {}
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, number: int, terms: Terms) -> None:
        self.terms[number] = terms
        for key in map(_key, terms):
            self._by_key[key].append(number)

    def nearest(self, terms: Terms) -> int | None:
        """The one most alike, the first of several; None if none is alike enough."""
        shared = Counter(n for key in map(_key, terms) for n in self._by_key.get(key, ()))
        near = [
            (-alike, number)
            for number, most in shared.items()
            if most >= ENOUGH / (1 + ENOUGH) * (len(terms) + len(self.terms[number]))
            and (alike := likeness(terms, self.terms[number])) >= ENOUGH
        ]
        return min(near)[1] if near else None


def _key(word: str) -> str:
    """A short word itself; of a longer one how it begins, which it shares with its slips."""
    return word if len(word) < LETTERS else word[:BEGINNING]
