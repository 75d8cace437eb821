"""Titles for what is being typed: they hold its words, the last one perhaps half typed."""

import heapq
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from search import analysis, synonyms
from search.contract import Suggestion
from search.query import Query
from search.schema import NEUTRAL
from search.scoring import Mask, Segment

MAX_COMPLETIONS = 200  # words that one typed beginning may stand for
MAX_SUGGESTED = 60  # titles that are looked at in full


class _Candidate(NamedTuple):
    score: float
    updated: int
    segment: int
    document: int


def half_word(query: Query, segments: Sequence[Segment]) -> str | None:
    """The last word, if some title has a word that begins so; a synonym's end is whole."""
    alike = synonyms.find(query.words, query.synonyms)
    if not query.words or (alike and alike[-1].stop == len(query.words)):
        return None
    last = query.words[-1]
    folded = analysis.fold(last)
    return last if any(each.completions("title_word", folded, 1) for each in segments) else None


def suggest(
    query: Query,
    understood: Query,
    segments: Sequence[Segment],
    allowed: Sequence[Mask],
    limit: int,
) -> list[Suggestion]:
    """Titles that begin as typed first, then those that hold it, then those that hold its words.

    understood -- what else the words may be.
    allowed    -- for each segment which documents may be shown.
    """
    words = list(dict.fromkeys(query.words))
    if not words:
        return []
    candidates: list[_Candidate] = []
    for number, (segment, may) in enumerate(zip(segments, allowed, strict=True)):
        held = [_holding(segment, word, understood) for word in words[:-1]]
        held.append(_beginning(segment, words[-1], understood))
        candidates += _with_words(segment, number, may, held)
    typed = query.text.lower()
    folded = analysis.fold(typed)
    ranked = []
    for found in heapq.nlargest(MAX_SUGGESTED, candidates):
        stored = segments[found.segment].leaf.stored_fields(found.document)
        title = analysis.compose(stored["shown_title"]).lower()
        place = (_begins(title, folded), typed in title, found.score, found.updated)
        ranked.append((place, Suggestion(stored["ref"], stored["shown_title"])))
    ranked.sort(key=lambda each: each[0], reverse=True)
    return [suggestion for _place, suggestion in ranked[:limit]]


def _begins(title: str, folded: str) -> bool:
    start = title[: 2 * len(folded)]  # there may be marks on their own, which fold to nothing
    return analysis.fold(start).startswith(folded)


def _with_words(
    segment: Segment, number: int, may: Mask, words: Sequence[Mask]
) -> Iterator[_Candidate]:
    """The best documents whose title holds the words; of three words one may lack."""
    needed = len(words) - len(words) // 3
    held = np.zeros(segment.size, np.uint8)  # a query has fewer than 256 words
    for each in words:
        held += each
    documents = np.flatnonzero((held >= needed) & may)
    scores = held[documents] + segment.column("prior")[documents] / (10 * NEUTRAL)
    if len(documents) > MAX_SUGGESTED:  # what is surely not among the best is not put in order
        near = scores >= np.partition(scores, -MAX_SUGGESTED)[-MAX_SUGGESTED]
        documents, scores = documents[near], scores[near]
    updated = segment.column("updated")[documents]
    best = np.lexsort((documents, updated, scores))[-MAX_SUGGESTED:]
    rows = zip(scores[best].tolist(), updated[best].tolist(), documents[best].tolist(), strict=True)
    return (_Candidate(score, moment, number, document) for score, moment, document in rows)


def _holding(segment: Segment, word: str, understood: Query) -> Mask:
    """Which titles hold a word, or something else that it may mean."""
    held = segment.holding("title_word", [analysis.fold(word)])
    for meaning in understood.meanings(word):
        held |= np.logical_and.reduce([_with_term(segment, term) for term in meaning])
    return held


def _with_term(segment: Segment, term: str) -> Mask:
    """Titles keep words as they are, so those that begin with an English stem will do."""
    words = [term] if analysis.is_syllable(term) else _stemmed(segment, term)
    return segment.holding("title_word", words)


def _stemmed(segment: Segment, stem: str) -> list[str]:
    """Words that begin with a stem; where it ends in i, the word may have a y (`warranti`)."""
    words = segment.completions("title_word", stem, MAX_COMPLETIONS)
    if stem.endswith("i"):
        with_y = segment.completions("title_word", f"{stem[:-1]}y", MAX_COMPLETIONS)
        words += [word for word in with_y if analysis.term(word) == stem]
    return words


def _beginning(segment: Segment, word: str, understood: Query) -> Mask:
    """Which titles hold a word that begins so, or something that it may mean, the last so too."""
    held = segment.holding_completions("title_word", analysis.fold(word), MAX_COMPLETIONS)
    for *whole, last in understood.meanings(word):
        beginning = segment.holding("title_word", _stemmed(segment, last))
        held |= np.logical_and.reduce([beginning, *(_with_term(segment, each) for each in whole)])
    return held
