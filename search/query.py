"""What somebody typed, read as words. Nothing typed is ever an error."""

import re
from dataclasses import dataclass

from search import analysis

MAX_LENGTH = 256  # characters; the rest is not read
_EXCLUDED = re.compile(r"(?:^|(?<=\s))-(?=[^\W\d_])(\S+)")


@dataclass(frozen=True)
class Query:
    """The words of one search.

    text     -- as typed, composed, without control characters, at most MAX_LENGTH characters.
    terms    -- distinct terms of its content words, in order of first appearance.
    pairs    -- hashed pairs of all neighbouring words.
    exact    -- words that carry marks, as typed.
    excluded -- terms of words typed with a minus before them (`-samsung`).
    """

    text: str
    terms: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.terms


def parse(typed: str, *, max_length: int = MAX_LENGTH) -> Query:
    """Read what was typed. Words with a minus are left out, unless there would be no others."""
    text = clean(typed, max_length)
    wanted = _EXCLUDED.sub(" ", text)
    found = analysis.words(wanted)
    unwanted = [term for word in _EXCLUDED.findall(text) for term in analysis.terms(word)]
    if not found:
        found, unwanted = analysis.words(text), []
    return Query(
        text=text,
        terms=_distinct([analysis.term(word) for word in analysis.content_words(found)]),
        pairs=_distinct(analysis.pairs([analysis.term(word) for word in found])),
        exact=_distinct(analysis.exact_words(found)),
        excluded=_distinct(unwanted),
    )


def clean(typed: str, max_length: int = MAX_LENGTH) -> str:
    """One composed line: control characters and lone surrogates are spaces, spaces are single."""
    start = typed[: 4 * max_length]  # composing may shorten; nothing further is worth reading
    visible = "".join(c if c.isprintable() else " " for c in start)
    return " ".join(analysis.compose(visible).split())[:max_length].strip()


def _distinct(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
