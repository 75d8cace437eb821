"""Why a search finds what it finds: reckoned again for the hits shown, apart from searching."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from whoosh.reading import TermNotFound

from search import analysis
from search.contract import Filters, Results, Scope
from search.query import Query
from search.scoring import Segment, Weighed
from search.snapshot import MAX_EXTRAS, Snapshot, Term
from search.understanding import understand

Answer = TypeVar("Answer")


class Share(NamedTuple):
    """What one term of one field adds to a score, before the prior.

    term -- a pair as its two words, as far as they stand so in the query; else its hash.
    """

    field: str
    term: str
    value: float


class Why(NamedTuple):
    """One hit: its score is the sum of its shares times its prior."""

    ref: str
    score: float
    prior: float
    shares: list[Share]


@dataclass(frozen=True)
class Explanation:
    """A search, and where its results come from.

    terms -- what is looked for: each term with how rare it is (0: nobody wrote it) and its weight.
    took  -- CPU ms: of the first search, of one more and what it is made of.
    """

    results: Results
    terms: list[tuple[str, float, float]]
    hits: list[Why]
    took: dict[str, float] = field(default_factory=dict)


def explain(
    snapshot: Snapshot, query: Query, scope: Scope, filters: Filters, stop: int
) -> Explanation:
    """The first `stop` hits by relevance, and why."""
    took: dict[str, float] = {}

    def search() -> Results:
        return snapshot.search(query, scope, filters, "relevance", 0, stop)

    _timed(took, "first", search)
    results = _timed(took, "search", search)
    understood = _timed(took, "understand", lambda: understand(query, snapshot._lexicon(scope)))
    terms = snapshot._terms(understood)
    _timed(took, "score", lambda: snapshot._score(understood, terms, scope, Filters()))
    took["top"] = max(took["search"] - took["understand"] - took["score"], 0.0)
    weighed = list(_weighed(snapshot, understood, terms))
    words = _words_of_pairs(understood)
    hits = [_why(snapshot, weighed, words, hit.ref, hit.score) for hit in results.hits]
    asked = [(term.term, term.idf * term.is_known, term.weight) for term in terms]
    return Explanation(results, asked, hits, took)


def _timed(took: dict[str, float], step: str, do: Callable[[], Answer]) -> Answer:
    began = time.thread_time()
    answer = do()
    took[step] = (time.thread_time() - began) * 1_000
    return answer


def _weighed(snapshot: Snapshot, query: Query, terms: list[Term]) -> Iterator[Weighed]:
    """All that `Snapshot._score` adds up, required or not."""
    found = [(term.term, term.weight) for term in terms if term.is_known]
    exact = map(analysis.place_tone, query.exact[:MAX_EXTRAS])
    yield from snapshot._weigh("text", found)
    yield from snapshot._weigh("title", found)
    yield from snapshot._weigh("pair", ((pair, 1.0) for pair in query.pairs[:MAX_EXTRAS]))
    yield from snapshot._weigh("exact", ((word, 1.0) for word in exact))


def _words_of_pairs(query: Query) -> dict[str, str]:
    words = [analysis.term(word) for word in query.words]
    return {pair: f"{a} {b}" for a, b in pairwise(words) for pair in analysis.pairs([a, b])}


def _why(
    snapshot: Snapshot, weighed: list[Weighed], words: dict[str, str], ref: str, score: float
) -> Why:
    number, document = _place(snapshot, ref)
    segment = snapshot.segments[number]
    shares = [
        Share(
            each.field,
            words.get(each.term, each.term) if each.field == "pair" else each.term,
            value,
        )
        for each in weighed
        if (value := _worth(segment, document, each))
    ]
    return Why(ref, score, float(snapshot._prior()[number][document]), shares)


def _place(snapshot: Snapshot, ref: str) -> tuple[int, int]:
    """Which segment holds a ref, and under which number."""
    for number, segment in enumerate(snapshot.segments):
        try:
            matcher = segment.leaf.postings("ref", ref.encode("utf-8"))
        except TermNotFound:
            continue
        while matcher.is_active():
            if not segment.leaf.is_deleted(matcher.id()):
                return number, matcher.id()
            matcher.next()
    raise LookupError(ref)


def _worth(segment: Segment, document: int, weighed: Weighed) -> float:
    """What a term adds to one document's score; 0 where it is not."""
    documents, impacts = segment._impacts(weighed.field, weighed.term, weighed.mean_length)
    at = int(np.searchsorted(documents, document))
    if at == len(documents) or int(documents[at]) != document:
        return 0.0
    return float(np.float32(weighed.weight) * impacts[at])
