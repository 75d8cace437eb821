"""Which part of a thing is what was found: a section of an article, a post of a thread."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from core.bounded import remembered
from core.markdown import plain_text, sections
from search import analysis
from search.query import Query

KEPT = 8_000_000  # bytes of what each process has cut: the same texts are found again and again


class Passage(NamedTuple):
    """A part of a thing. anchor, heading -- empty for how the thing begins, and for posts.

    terms -- what its words and those of its heading are found by.
    """

    anchor: str
    heading: str
    text: str
    terms: frozenset[str]


def in_article(summary: str, html: str) -> list[Passage]:
    """The summary with what comes before the first heading, then each section."""
    return _cut(f"<p>{escape(summary)}</p>{html}")


def in_post(html: str) -> Passage:
    return _whole(html)


def _size(html: str, passages: Sequence[Passage]) -> int:
    return len(html) + sum(300 + 2 * len(each.text) + 70 * len(each.terms) for each in passages)


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
    return Passage(anchor, heading, text, frozenset(analysis.terms(f"{heading}\n{text}")))


NOTHING = _passage("", "", "")


def best(passages: Sequence[Passage], query: Query, information: Mapping[str, float]) -> Passage:
    """The passage that holds the most of what the query's words tell; of equals the first.

    information -- of each term what it tells (search.contract.Results).
    """
    return max(passages, key=lambda passage: _told(passage, query, information))


def _told(passage: Passage, query: Query, information: Mapping[str, float]) -> float:
    held = (term for term in query.terms if says(passage.terms, term, query))
    return sum(information.get(term, 0.0) for term in held)


def says(held: frozenset[str], term: str, query: Query) -> bool:
    """Whether a term is among those that are held, or all of another sense of it."""
    senses = query.senses.get(term, ())
    return term in held or any(held.issuperset(sense.terms) for sense in senses)
