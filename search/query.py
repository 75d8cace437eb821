"""What somebody typed, read as words. Nothing typed is ever an error."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from search import analysis
from search.abbreviations import NONE, Table
from search.synonyms import NONE as NO_SYNONYMS
from search.synonyms import Synonyms

MAX_LENGTH = 256  # characters; the rest is not read
_EXCLUDED = re.compile(r"(?:^|(?<=\s))-(?=[^\W\d_])(\S+)")


class Sense(NamedTuple):
    """What else a word may mean: all of these terms together.

    weight -- what they are worth, where the word typed is worth 1.
    """

    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Query:
    """The words of one search.

    text     -- as typed, composed, without control characters, at most MAX_LENGTH characters.
    words    -- all its words in order; those that were understood otherwise, as understood.
    terms    -- distinct terms of its content words, in order of first appearance.
    pairs    -- hashed pairs of all neighbouring words.
    exact    -- words that carry marks, as typed.
    excluded -- terms of words typed with a minus before them (`-samsung`).
    senses   -- what else a term may mean (search/understanding.py).
    replaced -- words typed that nobody wrote, and what was taken in their place.

    How it wants to be understood:
    table      -- abbreviations and what they may stand for.
    synonyms   -- what means the same on this site.
    is_open    -- it ends in the middle of a word, or just after one: perhaps half typed.
    is_typing  -- it is being typed: the last word is half typed more often than not.
    is_literal -- nothing shall be read into it.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    senses: Mapping[str, tuple[Sense, ...]] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)
    table: Table = field(default_factory=dict)
    synonyms: Synonyms = field(default_factory=dict)
    is_open: bool = False
    is_typing: bool = False
    is_literal: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.terms

    @property
    def all_terms(self) -> tuple[str, ...]:
        """Its terms, and those of all other senses."""
        senses = (sense for term in self.terms for sense in self.senses.get(term, ()))
        return _distinct([*self.terms, *(term for sense in senses for term in sense.terms)])

    def meanings(self, word: str) -> list[tuple[str, ...]]:
        """What else a word typed may mean, in folded words or terms."""
        replaced = self.replaced.get(word, "")
        senses = self.senses.get(analysis.term(word), ())
        found = [
            tuple(analysis.fold(w) for w in analysis.words(replaced)),
            *(s.terms for s in senses),
        ]
        return [meaning for meaning in dict.fromkeys(found) if meaning]


def parse(
    typed: str,
    *,
    max_length: int = MAX_LENGTH,
    table: Table = NONE,
    synonyms: Synonyms = NO_SYNONYMS,
    is_typing: bool = False,
    is_literal: bool = False,
) -> Query:
    """Read what was typed. Words with a minus are left out, unless there would be no others."""
    text = clean(typed, max_length)
    wanted = without_excluded(text)
    found, unwanted = analysis.words(wanted), []
    if wanted != text:
        unwanted = [term for word in _EXCLUDED.findall(text) for term in analysis.terms(word)]
    query = Query(
        text=text,
        excluded=_distinct(unwanted),
        table=table,
        synonyms=synonyms,
        is_open=text[-1:].isalnum() and not typed[-1:].isspace() and not unwanted,
        is_typing=is_typing,
        is_literal=is_literal,
    )
    return with_words(query, found)


def without_excluded(text: str) -> str:
    """What is looked for: the text without words that have a minus, unless there are no others."""
    wanted = _EXCLUDED.sub(" ", text)
    return wanted if wanted != text and analysis.words(wanted) else text


def with_words(query: Query, words: Sequence[str]) -> Query:
    """The same query, looking for these words instead."""
    return replace(
        query,
        words=tuple(words),
        terms=_distinct([analysis.term(word) for word in analysis.content_words(words)]),
        pairs=_distinct(analysis.pairs([analysis.term(word) for word in words])),
        exact=_distinct(analysis.exact_words(words)),
    )


def clean(typed: str, max_length: int = MAX_LENGTH) -> str:
    """One composed line: control characters and lone surrogates are spaces, spaces are single."""
    start = typed[: 4 * max_length]  # composing may shorten; nothing further is worth reading
    is_visible = start.isprintable()
    visible = start if is_visible else "".join(c if c.isprintable() else " " for c in start)
    return " ".join(analysis.compose(visible).split())[:max_length].strip()


def _distinct(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
