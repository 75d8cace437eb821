"""Words that mean the same on this site, a group a line: `bảo hành, warranty`.

Read when somebody searches, so a change needs no new index. A word or phrase of a group stands for
all the others of it; typed with marks it must have these marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from search import analysis

LONGEST_TEXT = 10_000  # characters of all groups
MOST_GROUPS = 300
MOST_IN_GROUP = 8
MOST_WORDS = 6  # of one phrase
MOST_MEANINGS = 8  # of one phrase, from all of its groups
MOST_FOUND = 4  # phrases of one search that are read so

Words = tuple[str, ...]


class BadGroup(Exception):
    """A line is no group. line -- as written; why -- alone, crowded, long, twice or lines."""

    def __init__(self, line: str, why: str) -> None:
        super().__init__(line)
        self.line, self.why = line, why


class Entry(NamedTuple):
    """A phrase in words, and what else it means."""

    words: Words
    meanings: tuple[Words, ...]


Synonyms = Mapping[str, Sequence[Entry]]  # by the term of a phrase's first word, the longest first
NONE: Synonyms = {}


class Found(NamedTuple):
    """What stands in a query from word `start` to before word `stop`."""

    start: int
    stop: int
    meanings: tuple[Words, ...]


@lru_cache(maxsize=8)
def table(of_site: str) -> Synonyms:
    """The groups of a site, kept by their very text. What breaks a bound is not read."""
    meanings: dict[Words, dict[Words, None]] = {}
    for group in _groups(of_site):
        for phrase in group:
            rest = [each for each in group if each != phrase]
            meanings.setdefault(phrase, {}).update(dict.fromkeys(rest))
    found: dict[str, list[Entry]] = {}
    for phrase, others in meanings.items():
        entry = Entry(phrase, tuple(others)[:MOST_MEANINGS])
        found.setdefault(analysis.term(phrase[0]), []).append(entry)
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry.words))
    return found


def check(of_site: str) -> None:
    """Raises BadGroup for the first line that is none."""
    lines = [line for line in of_site.splitlines() if line.strip()]
    if len(lines) > MOST_GROUPS:
        raise BadGroup(lines[MOST_GROUPS].strip(), "lines")
    for line in lines:
        phrases = _phrases(line)
        if len(phrases) > MOST_IN_GROUP:
            raise BadGroup(line.strip(), "crowded")
        if any(len(phrase) > MOST_WORDS for phrase in phrases):
            raise BadGroup(line.strip(), "long")
        if () in phrases or len(phrases) < 2:
            raise BadGroup(line.strip(), "alone")
        if len({_terms(phrase) for phrase in phrases}) < len(phrases):
            raise BadGroup(line.strip(), "twice")


def find(words: Sequence[str], synonyms: Synonyms) -> list[Found]:
    """The phrases among words, from left to right, of several at one place the longest."""
    return list(_found(words, synonyms))[:MOST_FOUND] if synonyms else []


def _found(words: Sequence[str], synonyms: Synonyms) -> Iterator[Found]:
    start = 0
    while start < len(words):
        entries = synonyms.get(analysis.term(words[start]), ())
        here = [each for each in entries if _stands_at(words, start, each.words)]
        length = len(here[0].words) if here else 1
        if here:
            alike = (m for each in here if len(each.words) == length for m in each.meanings)
            yield Found(start, start + length, tuple(dict.fromkeys(alike))[:MOST_MEANINGS])
        start += length


def _stands_at(words: Sequence[str], start: int, phrase: Words) -> bool:
    there = words[start : start + len(phrase)]
    return len(there) == len(phrase) and all(map(_is_same, there, phrase))


def _is_same(typed: str, word: str) -> bool:
    """Both may lack marks; where both have some, they are the same."""
    if analysis.term(typed) != analysis.term(word):
        return False
    bare = typed.isascii() or word.isascii()
    return bare or analysis.place_tone(typed) == analysis.place_tone(word)


def _groups(of_site: str) -> Iterator[list[Words]]:
    lines = filter(str.strip, of_site[:LONGEST_TEXT].splitlines())
    for _number, line in zip(range(MOST_GROUPS), lines, strict=False):
        phrases = [phrase for phrase in _phrases(line) if 0 < len(phrase) <= MOST_WORDS]
        yield list(dict.fromkeys(phrases))[:MOST_IN_GROUP]


def _phrases(line: str) -> list[Words]:
    return [tuple(analysis.words(phrase)) for phrase in line.split(",")]


def _terms(phrase: Words) -> Words:
    return tuple(map(analysis.term, phrase))
