"""One generation of the index, read: search, suggestions, look-alikes, all within a scope.

Score: BM25 of any of the words in the text, plus that of title, pairs and exact words, times a
prior of at most ±20 %. The scope is applied before anything is counted.
"""

import heapq
import math
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.bounded import Bounded
from core.clock import now
from search import analysis, counting, masks, titles
from search.contract import Filters, Hit, Results, Scope, Suggestion
from search.joined import joined
from search.lexicon import Lexicon
from search.query import Query, Sense, with_words
from search.schema import NEUTRAL, seconds
from search.scoring import CACHE_BYTES, NOTHING, Floats, Mask, Scored, Segment, Weighed
from search.understanding import understand

FIELD_WEIGHTS = {"text": 1.0, "title": 0.7, "pair": 0.3, "exact": 0.1}
MAX_TERMS = 24  # of a query, the most informative ones
MAX_JOINED = 24  # terms of other senses
MAX_EXTRAS = 48  # pairs, and exact words
NO_LIMITS = Filters()
ALLOWED_CACHE = 8  # sets of allowed documents
NOTABLE = 0.35  # of the best score: enough to look alike, or to come first in another order
RELATED = 0.25  # of the best score, which is mostly that of the thing whose words are compared
# Measured on three collections before LOOSE_SYLLABLES: 0 to 21 % of foreign queries are strong,
# 67 to 99 % of their own.
STRONG = 0.8
JUDGED = 3  # hits of which one must be strong
LOOSE_SYLLABLES = 0.4  # what Vietnamese syllables that stand apart are worth
YEAR = 365 * 86_400  # seconds
HOUR = 3_600  # an age is told no finer, so that the prior of a segment can be kept


class Found(NamedTuple):
    score: float
    updated: int
    segment: int
    document: int


class Term(NamedTuple):
    """One term to look for. weight -- of a word typed, 1; senses -- what else it may mean."""

    term: str
    idf: float
    is_known: bool
    weight: float = 1.0
    senses: tuple[Sense, ...] = ()


class Snapshot:
    """Opened segments and what they were asked for before. Not safe for two threads at once."""

    def __init__(
        self,
        leaves: Sequence[Any],
        generation: str,
        earlier: "Snapshot | None" = None,
        directory: Path | None = None,
    ) -> None:
        """leaves -- a reader of each segment; those of an earlier snapshot keep what they know."""
        self.leaves = {leaf.segment().segment_id(): leaf for leaf in leaves}
        self.generation = generation
        self.live_count: int = sum(leaf.doc_count() for leaf in leaves)
        self.count: int = sum(leaf.doc_count_all() for leaf in leaves)
        self.cache: Bounded[Any] = earlier.cache if earlier else Bounded(CACHE_BYTES)
        known = earlier.by_id if earlier else {}
        self.by_id: dict[str, Segment] = {
            name: _renewed(known.get(name), leaf, self.cache, directory)
            for name, leaf in self.leaves.items()
        }
        self.segments = joined(list(self.by_id.values()), self.cache)
        self._means: dict[str, float] = {}
        self._allowed: OrderedDict[Any, list[Mask]] = OrderedDict()
        self._expected = list(earlier._allowed) if earlier else []  # of whoever searched of late
        self._priors: tuple[int, list[Floats]] = (0, [])

    def prepare(self) -> None:
        """Make now what the first searches would have to make."""
        while self._expected:
            self.allowed(*self._expected.pop(0))
        self._prior()
        counting.prepare(self.segments)

    # searching

    def search(
        self,
        query: Query,
        scope: Scope,
        filters: Filters,
        sort: str,
        start: int,
        stop: int,
        facets: Collection[str] = (),
    ) -> Results:
        """Hits `start` to `stop` of what the query finds."""
        query = understand(query, self._lexicon(scope))
        terms = self._terms(query)
        limits = filters.limits
        if query.is_empty:
            scored = self._listed(scope, limits)
            sort = sort if sort == "votes" else "newest"
        else:
            scored = self._score(query, terms, scope, limits)
        wanted = {field: (value,) for field, value in filters.chosen.items()}
        found = counting.keep(self.segments, scored, wanted)
        first = self._first(found, max(stop, JUDGED))
        best = first[:JUDGED]
        if sort in ("newest", "votes"):
            first = self._in_order(found, sort, best, stop)
        hits = first[start:stop]
        return Results(
            hits=[Hit(self.stored(each)["ref"], each.score) for each in hits],
            total=sum(len(each.documents) for each in found),
            counts_by_kind=counting.by_kind(self.segments, scored, wanted),
            counts_by_facet=counting.by_facet(self.segments, scored, wanted, facets),
            generation=self.generation,
            strong=any(query.is_empty or self._is_strong(each, terms, query) for each in best),
            understood=query,
            information={term.term: term.idf for term in terms},
        )

    def similar(self, query: Query, scope: Scope, kinds: Collection[str], limit: int) -> list[Hit]:
        """The documents most like a text, as far as they come near the best of them."""
        query = understand(query, self._lexicon(scope))
        scored = self._score(query, self._terms(query), scope, NO_LIMITS)
        best = self._first(
            counting.keep(self.segments, scored, {"kind": kinds} if kinds else {}), limit
        )
        notable = [each for each in best if each.score >= NOTABLE * best[0].score]
        return [Hit(self.stored(each)["ref"], each.score) for each in notable]

    def related(self, query: Query, scope: Scope, limit: int) -> list[Hit]:
        """Of each kind the documents most like a text, as far as they come near the best of all."""
        query = understand(query, self._lexicon(scope))
        scored = self._score(query, self._terms(query), scope, NO_LIMITS)
        best = [
            each
            for kind in counting.kinds(self.segments)
            for each in self._first(counting.keep(self.segments, scored, {"kind": (kind,)}), limit)
        ]
        least = RELATED * max((each.score for each in best), default=0.0)
        return [Hit(self.stored(each)["ref"], each.score) for each in best if each.score >= least]

    def _lexicon(self, scope: Scope) -> Lexicon:
        return Lexicon(self.segments, self.allowed(scope, NO_LIMITS))

    def _terms(self, query: Query) -> list[Term]:
        """The most informative terms, unknown ones among them; then what else they may mean."""
        terms = [
            Term(term, *self._idf("text", term), senses=query.senses.get(term, ()))
            for term in query.terms
        ]
        kept = set(heapq.nlargest(MAX_TERMS, (t for t in terms if t.is_known), key=lambda t: t.idf))
        unknown = [term for term in terms if not term.is_known][: MAX_TERMS - len(kept)]
        typed = [term for term in terms if term in kept or term in unknown]
        joined = {
            other: Term(other, *self._idf("text", other), sense.weight)
            for term in typed
            for sense in term.senses
            for other in sense.terms
            if other not in query.terms
        }
        return typed + list(joined.values())[:MAX_JOINED]

    def _idf(self, field: str, term: str) -> tuple[float, bool]:
        """How rare a term is (Whoosh's formula), and whether any document holds it."""
        count = sum(segment.count(field, term) for segment in self.segments)
        return math.log(max(self.count, 1) / (count + 1)) + 1, count > 0

    def _score(
        self, query: Query, terms: list[Term], scope: Scope, limits: Filters
    ) -> list[Scored]:
        """For each segment what is found, of any kind, its scores with the prior."""
        found = [(term.term, term.weight) for term in terms if term.is_known]
        required = list(self._weigh("text", found))
        exact = map(analysis.place_tone, query.exact[:MAX_EXTRAS])
        extra = [
            *self._weigh("title", found),
            *self._weigh("pair", ((pair, 1.0) for pair in query.pairs[:MAX_EXTRAS])),
            *self._weigh("exact", ((word, 1.0) for word in exact)),
        ]
        scored = []
        for segment, may, prior in zip(
            self.segments, self.allowed(scope, limits), self._prior(), strict=True
        ):
            if query.excluded:
                may = may & ~segment.holding("text", query.excluded)
            if limits.in_title:
                may = may & segment.holding("title", [term for term, _weight in found])
            documents, scores = segment.score(required, extra, may)
            scored.append(Scored(documents, scores * prior[documents]))
        return scored

    def _listed(self, scope: Scope, limits: Filters) -> list[Scored]:
        """Without words: all that is within the limits; nothing where there are none."""
        if limits == NO_LIMITS:
            return [Scored(NOTHING.documents, NOTHING.counts) for _segment in self.segments]
        found = (np.flatnonzero(may).astype(np.int32) for may in self.allowed(scope, limits))
        return [Scored(each, np.ones(len(each), np.float32)) for each in found]

    def _prior(self) -> list[Floats]:
        """What every document's score is multiplied by, for each segment; anew each hour."""
        this_hour = seconds(now()) // HOUR
        if self._priors[0] != this_hour:
            self._priors = (this_hour, [_prior(each, this_hour * HOUR) for each in self.segments])
        return self._priors[1]

    def _weigh(self, field: str, terms: Iterable[tuple[str, float]]) -> Iterator[Weighed]:
        mean = self._mean_length(field)
        for term, weight in terms:
            idf, is_known = self._idf(field, term)
            if is_known:
                yield Weighed(field, term, FIELD_WEIGHTS[field] * weight * idf, mean)

    def _mean_length(self, field: str) -> float:
        if field not in self._means:
            length = sum(leaf.field_length(field) for leaf in self.leaves.values())
            mean = max(length / max(self.count, 1), 1e-6)
            # A commit hardly moves it: what was reckoned with it stays.
            self._means[field] = float(f"{mean:.3g}")
        return self._means[field]

    def _first(self, found: list[Scored], count: int) -> list[Found]:
        """The best, of equals the later changed."""
        candidates: list[Found] = []
        for number, (documents, scores) in enumerate(found):
            if len(scores) > count:
                least = np.partition(scores, -count)[-count]
                near = scores >= least
                documents, scores = documents[near], scores[near]
            updated = self.segments[number].column("updated")[documents]
            order = np.lexsort((documents, updated, scores))[-count:]
            candidates += _founds(number, scores[order], updated[order], documents[order])
        return heapq.nlargest(count, candidates)

    def _in_order(
        self, found: list[Scored], sort: str, best: list[Found], stop: int
    ) -> list[Found]:
        """The first `stop`, newest or with most votes; those that hardly match come last."""
        notable = NOTABLE * best[0].score if best else 0.0
        column = "created" if sort == "newest" else "votes"
        candidates: list[tuple[bool, int, Found]] = []
        for number, (documents, scores) in enumerate(found):
            segment = self.segments[number]
            values, updated = (
                segment.column(column)[documents],
                segment.column("updated")[documents],
            )
            matches = scores >= notable
            order = np.lexsort((documents, updated, scores, values, matches))[-stop:]
            founds = _founds(number, scores[order], updated[order], documents[order])
            candidates += zip(matches[order].tolist(), values[order].tolist(), founds, strict=True)
        return [each[2] for each in heapq.nlargest(stop, candidates)]

    def _is_strong(self, found: Found, terms: list[Term], query: Query) -> bool:
        """Whether a document speaks of what was asked.

        What it holds of the query's information (idf; words that nobody wrote count in full),
        plus half of the same for its title, plus its share of the query's pairs, comes to STRONG.
        All words anywhere are enough; half of them if they stand together; common words are not.
        Vietnamese syllables are parts of words (“điện tử” is not “điện” and “tự”): of three or
        more, those that do not stand together say little.
        """
        segment, document = self.segments[found.segment], found.document
        typed = [term for term in terms if term.term in query.terms]
        information = sum(term.idf for term in typed)
        held = sum(
            term.idf * (1 + _says(segment, document, "title", term) / 2)
            for term in typed
            if _says(segment, document, "text", term)
        )
        pairs = query.pairs[:MAX_EXTRAS]
        together = sum(segment.holds(document, "pair", pair) for pair in pairs)
        is_loose = len(query.terms) > 2 and analysis.is_vietnamese(query.words)
        loose = LOOSE_SYLLABLES if is_loose else 1
        # Of those typed and those meant, which stand side by side in `pairs`.
        possible = max(min(len(pairs), len(query.words) - 1), 1)
        return loose * held / information + together / possible >= STRONG

    # scope

    def allowed(self, scope: Scope, limits: Filters) -> list[Mask]:
        """For each segment what this scope may find within the limits (Filters.limits)."""
        if scope.user_id is not None and not self._has_own(scope.user_id):
            scope = replace(scope, user_id=None)  # most people see what their class sees
        key = (scope, limits)
        if key not in self._allowed:
            self._allowed[key] = [masks.allowed(each, scope, limits) for each in self.segments]
            if len(self._allowed) > ALLOWED_CACHE:
                self._allowed.popitem(last=False)
        self._allowed.move_to_end(key)
        return self._allowed[key]

    def _has_own(self, user_id: int) -> bool:
        """Whether a private document is theirs to find."""
        return any(
            segment.holds_of("audience", "private", segment.documents("reader", str(user_id)))
            for segment in self.segments
        )

    # typing

    def suggest(self, query: Query, scope: Scope, limit: int) -> list[Suggestion]:
        """Titles that hold the words typed, the last one perhaps half typed."""
        half = titles.half_word(query, self.segments)
        whole = with_words(query, query.words[:-1] if half else query.words)
        understood = understand(
            replace(whole, is_typing=False, is_open=False), self._lexicon(scope)
        )
        may = self.allowed(scope, NO_LIMITS)
        return titles.suggest(query, understood, self.segments, may, limit)

    # checking

    def refs_and_versions(self) -> dict[str, int]:
        """Every document there is; reads them all."""
        return {
            stored["ref"]: stored["version"]
            for segment in self.segments
            for stored in map(segment.leaf.stored_fields, np.flatnonzero(segment.live()).tolist())
        }

    def stored(self, found: Found) -> dict[str, Any]:
        stored: dict[str, Any] = self.segments[found.segment].leaf.stored_fields(found.document)
        return stored


def _says(segment: Segment, document: int, field: str, term: Term) -> bool:
    """Whether a document holds a term, or all of another sense of it."""
    return segment.holds(document, field, term.term) or any(
        all(segment.holds(document, field, other) for other in sense.terms) for sense in term.senses
    )


def _founds(number: int, scores: Floats, updated: Any, documents: Any) -> Iterator[Found]:
    rows = zip(scores.tolist(), updated.tolist(), documents.tolist(), strict=True)
    return (Found(score, moment, number, document) for score, moment, document in rows)


def _prior(segment: Segment, moment: int) -> Floats:
    """0.93 to 1.2: what the document's row says (search/schema.py), and how fresh it is."""
    age = np.maximum(moment - segment.column("updated"), 0) / YEAR
    factor = segment.column("prior") / NEUTRAL + 0.04 * 0.5**age - 0.02
    return factor.astype(np.float32)


def _renewed(
    known: Segment | None, leaf: Any, cache: Bounded[Any], directory: Path | None
) -> Segment:
    if known is None or known.leaf is not leaf:
        return Segment(leaf, cache, directory)
    known.renew()
    return known
