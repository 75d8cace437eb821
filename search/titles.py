"""Titles for what is being typed: they hold its words, the last one perhaps half typed."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from search import analysis
from search.contract import Suggestion
from search.query import clean
from search.schema import NEUTRAL
from search.scoring import Mask, Segment

MAX_COMPLETIONS = 200  # words that one typed beginning may stand for
MAX_SUGGESTED = 60  # titles that are looked at in full


class _Candidate(NamedTuple):
    score: float
    updated: int
    segment: int
    document: int


def suggest(
    prefix: str, segments: Sequence[Segment], allowed: Sequence[Mask], limit: int
) -> list[Suggestion]:
    """Titles that begin as typed first, then those that hold it, then those that hold its words.

    allowed -- for each segment which documents may be shown.
    """
    typed = clean(prefix).lower()
    typed_words = [analysis.fold(word) for word in analysis.words(typed)]
    if not typed_words:
        return []
    candidates: list[_Candidate] = []
    for number, (segment, may) in enumerate(zip(segments, allowed, strict=True)):
        candidates += _with_words(segment, number, may, typed_words)
    folded = analysis.fold(typed)
    ranked = []
    for found in heapq.nlargest(MAX_SUGGESTED, candidates):
        stored = segments[found.segment].leaf.stored_fields(found.document)
        title = analysis.compose(stored["shown_title"]).lower()
        begins = analysis.fold(title).startswith(folded)
        place = (begins, typed in title, found.score, found.updated)
        ranked.append((place, Suggestion(stored["ref"], stored["shown_title"])))
    ranked.sort(key=lambda each: each[0], reverse=True)
    return [suggestion for _place, suggestion in ranked[:limit]]


def _with_words(
    segment: Segment, number: int, may: Mask, typed: Sequence[str]
) -> Iterator[_Candidate]:
    """The best documents whose title holds the words; of three words one may lack."""
    *whole, last = dict.fromkeys(typed)
    needed = len(whole) + 1 - (len(whole) + 1) // 3
    held = segment.holding("title_word", _completions(segment, last)).astype(np.float64)
    for word in whole:
        held[segment.postings("title_word", word).documents] += 1
    documents = np.flatnonzero((held >= needed) & may)
    scores = held[documents] + segment.column("prior")[documents] / (10 * NEUTRAL)
    updated = segment.column("updated")[documents]
    best = np.lexsort((documents, updated, scores))[-MAX_SUGGESTED:]
    rows = zip(scores[best].tolist(), updated[best].tolist(), documents[best].tolist(), strict=True)
    return (_Candidate(score, moment, number, document) for score, moment, document in rows)


def _completions(segment: Segment, beginning: str) -> list[str]:
    words = islice(segment.leaf.expand_prefix("title_word", beginning), MAX_COMPLETIONS)
    return [word.decode("utf-8") for word in words]
