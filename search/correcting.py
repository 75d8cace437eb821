"""Slips of the finger: for a word that nobody wrote, the words that may have been meant.

A slip is the likelier the more easily it is made (Damerau, CACM 1964: the four slips; Pollock and
Zamora, CACM 1984: the first letter is seldom wrong); the rest is what the lexicon knows.
"""

from collections.abc import Iterator, Sequence

from search import analysis
from search.lexicon import Candidate, Lexicon
from search.spelling import LONGEST, SHORTEST

MOST_LOOKED_AT = 12  # candidates whose neighbours are looked at
OTHER_LETTER = 1.0  # bits lost by a letter that took another's place,
FAR_LETTER = 2.0  # by more if the two are not neighbours on the keyboard,
FIRST_LETTER = 2.0  # and if it is the first that differs
EASY = 1.0  # bits; a harder slip is believed only of a word that goes with its neighbours
LONG = 6  # letters; so is a slip in a shorter English word: `wife` is no `wide`
OF_STEM = 2.0  # bits lost by what is near to the stem alone
OTHER_MARKS = 3.0  # bits lost by a word that is no slip away if its marks count
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def slips(words: Sequence[str], at: int, lexicon: Lexicon) -> list[Candidate]:
    """Terms that may have been meant by the word at a place among others, the likeliest first."""
    word, typed = words[at], analysis.fold(words[at])
    if not SHORTEST <= len(typed) <= LONGEST or not typed.isalpha():
        return []
    # Where it is all there is to go by, a guess that the page owns up to beats an empty page.
    of_stem = 0.0 if analysis.content_words(words) == [word] else OF_STEM
    efforts: dict[str, float] = {}
    for term, effort in _near(typed, analysis.term(word), of_stem, lexicon):
        efforts[term] = min(efforts.get(term, effort), effort)
    if not word.isascii():
        marked = lexicon.near("exact", analysis.place_tone(word))
        alike = {analysis.term(each) for each in marked}
        efforts = {term: e + OTHER_MARKS * (term not in alike) for term, e in efforts.items()}
    others = [*words[:at], *words[at + 1 :]]
    is_plain = len(typed) >= (LONG if others else SHORTEST + 1) or analysis.is_vietnamese(others)
    looked_at = sorted(efforts, key=lambda term: lexicon.count(term) / 2 ** efforts[term])
    ranked = [
        Candidate(lexicon.likelihood(words, at, term) - efforts[term], term)
        for term in looked_at[-MOST_LOOKED_AT:]
        if (efforts[term] <= EASY and is_plain) or lexicon.is_in_company(words, at, term)
    ]
    return sorted(ranked, reverse=True)


def _near(typed: str, stem: str, of_stem: float, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    """Terms one slip away, and what the slip costs; of_stem -- bits lost by what the stem is near.

    English is kept stemmed but for the words of titles, so its stem is looked at as well.
    """
    for term in lexicon.near("text", typed):
        yield term, _effort(typed, term)
    for word in lexicon.near("title_word", typed):
        yield analysis.term(word), _effort(typed, word)
    if stem != typed and len(stem) >= SHORTEST:
        for term in lexicon.near("text", stem):
            yield term, _effort(stem, term) + of_stem


def _effort(typed: str, word: str) -> float:
    """What a slip costs, in bits; a letter too many, too few or swapped costs nothing."""
    effort = FIRST_LETTER if typed[0] != word[0] else 0.0
    if len(typed) == len(word):
        differ = [pair for pair in zip(typed, word, strict=True) if pair[0] != pair[1]]
        if len(differ) == 1:
            effort += OTHER_LETTER + (0.0 if _are_near(*differ[0]) else FAR_LETTER)
    return effort


def _are_near(one: str, other: str) -> bool:
    """Whether two letters are neighbours on the keyboard."""
    places = [(row.index(c), n) for c in (one, other) for n, row in enumerate(_ROWS) if c in row]
    if len(places) < 2:
        return False
    (column, row), (other_column, other_row) = places
    return abs(column - other_column) <= 1 and abs(row - other_row) <= 1


def halves(word: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """The two words that one is when the space between them is missing: `giaohang`."""
    folded = analysis.fold(word)
    cuts = [(folded[:i], folded[i:]) for i in range(2, min(len(folded), LONGEST) - 1)]
    beside = {
        cut: lexicon.together(*map(analysis.term, cut)) for cut in cuts if _are_known(cut, lexicon)
    }
    best = max(beside, key=lambda cut: beside[cut], default=None)
    return best if best and beside[best] else None


def _are_known(cut: tuple[str, str], lexicon: Lexicon) -> bool:
    return all(lexicon.knows(analysis.term(half)) for half in cut)
