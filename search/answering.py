"""Whether a passage of an article clearly answers what was typed.

A rule that can be read, on what is at hand: no model, no clicks. Each passage of the articles found
gets a certainty, the sum of

- SHARE: what the passage, its heading and the article's title hold of the query's information (idf;
  words that nobody wrote count in full, so a word about something else lowers it); a word typed
  with marks must stand there with these marks (“bao lâu” is not answered by “lau”),
- half of what the heading alone holds of it (the introduction's heading is the article's title),
- half of the share of the query's neighbouring words that are neighbours here as well,
- two fifths of the share of the heading's words that the query names.

The best answers if it holds LEAST_SHARE, comes to CERTAIN, leads the next article by MARGIN, is in
the query's language and says neither more nor less "not" than the query. Else nobody answers:
silence costs a look down the list, a wrong answer costs trust. The numbers were chosen on the dev
half of tests/search/top_box.tsv.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from search import analysis
from search.passages import Asked, Passage, told
from search.query import Query

LEAST_WORDS = 2
LEAST_SHARE = 0.8
CERTAIN = 1.5
MARGIN = 0.1
HEADING, PAIRS, COVERED = 0.5, 0.5, 0.4
RIVAL_SHARE = 0.35  # a passage that holds less cannot come near one that is certain
MOSTLY = 0.6  # of the words, that they are Vietnamese syllables

_NOT = "không|chưa|chẳng|đừng|ngoài|not?|never|without|outside|except|cannot|[a-z]+n['’]t"
_DENIED = re.compile(rf"\b(?:{_NOT}|khong|chua|chang|ngoai|[cw]ont|cant|(?:do|does|did|is)nt)\b")
_ASKS = re.compile(r"\b(?:không|chưa|khong|chua)\W*$")  # “… được không?” denies nothing


class Candidate(NamedTuple):
    """An article that was found. title -- stands over all of its passages."""

    id: int
    title: str
    language: str
    passages: Sequence[Passage]


class Answer(NamedTuple):
    certainty: float
    share: float
    candidate: Candidate
    passage: Passage

    @property
    def heading(self) -> str:
        return self.passage.heading or self.candidate.title


def answer(query: Query, asked: Sequence[Asked], candidates: Iterable[Candidate]) -> Answer | None:
    """The passage that clearly answers, or None. asked -- the query's terms."""
    if len(asked) < LEAST_WORDS or query.excluded:
        return None
    asked = _as_typed(query, asked)
    language = "vi" if _reads_vietnamese(query.words) else "en"
    found = [
        best
        for candidate in candidates
        if candidate.language == language and (best := _best(query, asked, candidate)) is not None
    ]
    found.sort(key=lambda each: each.certainty, reverse=True)
    if not found or found[0].share < LEAST_SHARE or found[0].certainty < CERTAIN:
        return None
    if len(found) > 1 and found[1].certainty > (1 - MARGIN) * found[0].certainty:
        return None
    return found[0] if _agree_in_denying(query.text, found[0]) else None


def _as_typed(query: Query, asked: Sequence[Asked]) -> list[Asked]:
    """The last word may be half of another for the list; what answers must hold it whole."""
    last = query.words[-1]
    if last in query.replaced or last in query.table:
        return list(asked)
    return [
        each._replace(senses=()) if each.term == analysis.term(last) else each for each in asked
    ]


def _reads_vietnamese(words: Sequence[str]) -> bool:
    if not all(word.isascii() for word in words):
        return True
    content = [word for word in words if word not in analysis.ENGLISH_STOP_WORDS]
    return sum(map(analysis.is_syllable, content)) >= MOSTLY * len(content)


def _best(query: Query, asked: Sequence[Asked], candidate: Candidate) -> Answer | None:
    title = analysis.terms(candidate.title)
    in_title = frozenset(title)
    others = [each for each in asked if not told(in_title, [each])]
    total = sum(each.worth for each in asked)
    by_title = total - sum(each.worth for each in others)
    found: list[Answer] = []
    for passage in candidate.passages:
        share = (by_title + told(passage.terms, others)) / total
        if share < RIVAL_SHARE:
            continue
        if share >= LEAST_SHARE:
            share -= (
                _otherwise_marked(
                    query, asked, f"{candidate.title}\n{passage.heading}\n{passage.text}"
                )
                / total
            )
        heading = frozenset(analysis.terms(passage.heading) if passage.heading else title)
        certainty = (
            share
            + HEADING * told(heading, asked) / total
            + PAIRS * _pairs(query, f" {' '.join(title)} |{passage.line}")
            + COVERED * len(heading.intersection(query.terms)) / max(len(heading), 1)
        )
        found.append(Answer(certainty, share, candidate, passage))
    return max(found, key=lambda each: each.certainty, default=None)


def _otherwise_marked(query: Query, asked: Sequence[Asked], text: str) -> float:
    """What those terms tell that stand in a text only with other marks than were typed."""
    marked = {
        analysis.term(word): analysis.place_tone(word) for word in query.words if not word.isascii()
    }
    if not marked:
        return 0.0
    there = (word for word in analysis.words(text) if analysis.term(word) in marked)
    written = set(map(analysis.place_tone, there))
    found = set(map(analysis.term, written))
    return sum(
        each.worth
        for each in asked
        if each.term in found and each.term in marked and marked[each.term] not in written
    )


def _pairs(query: Query, line: str) -> float:
    """The share of the query's pairs of neighbours that are neighbours in a line of terms."""
    pairs = list(pairwise(map(analysis.term, query.words)))
    return sum(f" {left} {right} " in line for left, right in pairs) / max(len(pairs), 1)


def _agree_in_denying(typed: str, answer: Answer) -> bool:
    """A denial in the heading is one in the query, and one there is one somewhere here."""
    asked, heading = _denies(typed), _denies(answer.heading)
    return asked == heading or (asked and _denies(answer.passage.text))


def _denies(text: str) -> bool:
    return _DENIED.search(_ASKS.sub("", text.lower())) is not None
