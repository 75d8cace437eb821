"""Which part of a thing is what was found: a section of an article, a post of a thread."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from core.bounded import remembered
from core.markdown import plain_text, sections
from search import analysis
from search.query import Query, Sense

KEPT = 8_000_000  # bytes of what each process has cut: the same texts are found again and again


class Passage(NamedTuple):
    """A part of a thing, from one heading to the next.

    anchor, heading -- empty for how the thing begins, and for posts.
    terms           -- what its words and those of its heading are found by.
    line            -- the same in their order, each between spaces.
    """

    anchor: str
    heading: str
    html: str
    text: str
    line: str
    terms: frozenset[str]


def in_article(summary: str, html: str) -> list[Passage]:
    """The summary with what comes before the first heading, then each section."""
    return _cut(f"<p>{escape(summary)}</p>{html}" if summary else html)


def in_post(html: str) -> Passage:
    return _whole(html)


def _size(html: str, passages: Sequence[Passage]) -> int:
    return len(html) + sum(300 + 4 * len(each.text) + 70 * len(each.terms) for each in passages)


@remembered(KEPT, _size)
def _cut(html: str) -> list[Passage]:
    start, *others = sections(html)
    wanted = (start, *(section for section in others if not section.is_links))
    return [_passage(*section) for section in wanted]


@remembered(KEPT, lambda html, passage: _size(html, [passage]))
def _whole(html: str) -> Passage:
    return _passage("", "", html)


def _passage(anchor: str, heading: str, html: str) -> Passage:
    text = plain_text(html)
    of_heading, of_text = analysis.terms(heading), analysis.terms(text)
    line = f" {' '.join(of_heading)} | {' '.join(of_text)} "
    return Passage(anchor, heading, html, text, line, frozenset([*of_heading, *of_text]))


NOTHING = _passage("", "", "")


class Asked(NamedTuple):
    """A term of a query. worth -- what it tells (its idf)."""

    term: str
    worth: float
    senses: tuple[Sense, ...]


def asked(query: Query, information: Mapping[str, float]) -> list[Asked]:
    """A query's terms with what they tell. information -- search.contract.Results."""
    return [
        Asked(term, information[term], query.senses.get(term, ()))
        for term in query.terms
        if term in information
    ]


def told(held: frozenset[str], terms: Sequence[Asked]) -> float:
    """What those of the terms tell that are held, or all of another sense of them."""
    found = 0.0
    for term, worth, senses in terms:
        if term in held or (senses and any(held.issuperset(sense.terms) for sense in senses)):
            found += worth
    return found


def best(passages: Sequence[Passage], terms: Sequence[Asked]) -> Passage:
    """The passage that tells the most of what was asked; of equals the first."""
    return max(passages, key=lambda passage: told(passage.terms, terms))
