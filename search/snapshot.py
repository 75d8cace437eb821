"""One generation of the index, read: search, suggestions, look-alikes, all within a scope.

Score: BM25 of any of the words in the text, plus that of title, pairs and exact words, times a
prior of at most ±20 %. The scope is applied before anything is counted.
"""

import heapq
import math
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any, NamedTuple

from core.clock import now
from search import analysis
from search.contract import Filters, Hit, Results, Scope, Suggestion
from search.query import Query, clean
from search.schema import NEUTRAL, seconds
from search.scoring import Segment, Weighed

FIELD_WEIGHTS = {"text": 1.0, "title": 0.7, "pair": 0.3, "exact": 0.1}
MAX_TERMS = 24  # of a query, the most informative ones
MAX_EXTRAS = 48  # pairs, and exact words
MAX_COMPLETIONS = 200  # words that one typed beginning may stand for
MAX_SUGGESTED = 60  # titles that are looked at in full
ALLOWED_CACHE = 8  # sets of allowed documents
NOTABLE = 0.35  # of the best score: enough to look alike, or to come first in another order
# Measured on three collections before LOOSE_SYLLABLES: 0 to 21 % of foreign queries are strong,
# 67 to 99 % of their own.
STRONG = 0.8
LOOSE_SYLLABLES = 0.4  # what Vietnamese syllables that stand apart are worth
YEAR = 365 * 86_400  # seconds


class Found(NamedTuple):
    score: float
    updated: int
    segment: int
    document: int


class Term(NamedTuple):
    term: str
    idf: float
    is_known: bool


class Snapshot:
    """A reader and what it was asked for before. Not safe for two threads at once."""

    def __init__(self, reader: Any, generation: str, earlier: "Snapshot | None" = None) -> None:
        self.reader = reader
        self.generation = generation
        self.live_count: int = reader.doc_count()
        self.count: int = reader.doc_count_all()
        self.by_id: dict[str, Segment] = {}
        known = earlier.by_id if earlier else {}
        for leaf, _offset in reader.leaf_readers() if self.count else ():
            self.by_id[leaf.segment().segment_id()] = _renewed(known, leaf)
        self.segments = list(self.by_id.values())
        self._allowed: OrderedDict[Any, list[frozenset[int]]] = OrderedDict()

    # searching

    def search(
        self, query: Query, scope: Scope, filters: Filters, sort: str, start: int, stop: int
    ) -> Results:
        """Hits `start` to `stop` of what the query finds."""
        terms = self._terms(query)
        scored = self._score(query, terms, scope, filters)
        counts = self._counts_by_kind(scored)
        found = list(self._found(scored, [filters.kind] if filters.kind else ()))
        best = heapq.nlargest(3, found)
        hits = self._in_order(found, sort, best, stop)[start:stop]
        return Results(
            hits=[Hit(self._stored(each)["ref"], each.score) for each in hits],
            total=len(found),
            counts_by_kind=counts,
            generation=self.generation,
            strong=any(self._is_strong(each, terms, query) for each in best),
        )

    def similar(self, query: Query, scope: Scope, kinds: Collection[str], limit: int) -> list[Hit]:
        """The documents most like a text, as far as they come near the best of them."""
        scored = self._score(query, self._terms(query), scope, Filters())
        best = heapq.nlargest(limit, self._found(scored, kinds))
        notable = [each for each in best if each.score >= NOTABLE * best[0].score]
        return [Hit(self._stored(each)["ref"], each.score) for each in notable]

    def _terms(self, query: Query) -> list[Term]:
        """The most informative terms, unknown ones among them."""
        terms = [Term(term, *self._idf("text", term)) for term in query.terms]
        kept = set(heapq.nlargest(MAX_TERMS, (t for t in terms if t.is_known), key=lambda t: t.idf))
        unknown = [term for term in terms if not term.is_known][: MAX_TERMS - len(kept)]
        return [term for term in terms if term in kept or term in unknown]

    def _idf(self, field: str, term: str) -> tuple[float, bool]:
        """How rare a term is (Whoosh's formula), and whether any document holds it."""
        count = sum(len(segment.postings(field, term).documents) for segment in self.segments)
        return math.log(max(self.count, 1) / (count + 1)) + 1, count > 0

    def _score(
        self, query: Query, terms: list[Term], scope: Scope, filters: Filters
    ) -> list[dict[int, float]]:
        """For each segment the scores of what is found, of any kind."""
        found = [term.term for term in terms if term.is_known]
        required = list(self._weigh("text", found))
        extra = [
            *self._weigh("title", found),
            *self._weigh("pair", query.pairs[:MAX_EXTRAS]),
            *self._weigh("exact", map(analysis.place_tone, query.exact[:MAX_EXTRAS])),
        ]
        allowed = self._allowed_documents(scope, filters)
        return [
            segment.score(required, extra, may - self._excluded(segment, query))
            for segment, may in zip(self.segments, allowed, strict=True)
        ]

    def _weigh(self, field: str, terms: Iterable[str]) -> Iterator[Weighed]:
        mean = max(self.reader.field_length(field) / max(self.count, 1), 1e-6)
        for term in terms:
            idf, is_known = self._idf(field, term)
            if is_known:
                yield Weighed(field, term, FIELD_WEIGHTS[field] * idf, mean)

    def _excluded(self, segment: Segment, query: Query) -> set[int]:
        return {
            document
            for term in query.excluded
            for document in segment.postings("text", term).documents
        }

    def _found(self, scored: list[dict[int, float]], kinds: Collection[str]) -> Iterator[Found]:
        """What was scored, of these kinds (none named: of all), with the prior."""
        this_moment = seconds(now())
        for number, scores in enumerate(scored):
            segment = self.segments[number]
            prior, updated = segment.column("prior"), segment.column("updated")
            wanted: Collection[int] = scores
            if kinds:
                wanted = scores.keys() & self._of_any(segment, "kind", kinds)
            for document in wanted:
                moment = updated[document]
                age = max(this_moment - moment, 0) / YEAR
                factor = prior[document] / NEUTRAL + 0.04 * 0.5**age - 0.02
                yield Found(scores[document] * factor, moment, number, document)

    def _in_order(self, found: list[Found], sort: str, best: list[Found], stop: int) -> list[Found]:
        """The first `stop`; in another order than relevance those that hardly match come last."""
        if sort not in ("newest", "votes"):
            return heapq.nlargest(stop, found)
        notable = NOTABLE * best[0].score if best else 0.0
        column = "created" if sort == "newest" else "votes"

        def place(each: Found) -> tuple[bool, int, Found]:
            value = self.segments[each.segment].column(column)[each.document]
            return each.score >= notable, value, each

        return heapq.nlargest(stop, found, key=place)

    def _is_strong(self, found: Found, terms: list[Term], query: Query) -> bool:
        """Whether a document speaks of what was asked.

        What it holds of the query's information (idf; words that nobody wrote count in full),
        plus half of the same for its title, plus its share of the query's pairs, comes to STRONG.
        All words anywhere are enough; half of them if they stand together; common words are not.
        Vietnamese syllables are parts of words (“điện tử” is not “điện” and “tự”): of three or
        more, those that do not stand together say little.
        """
        segment, document = self.segments[found.segment], found.document
        information = sum(term.idf for term in terms)
        held = sum(
            term.idf * (1 + segment.holds(document, "title", term.term) / 2)
            for term in terms
            if segment.holds(document, "text", term.term)
        )
        pairs = query.pairs[:MAX_EXTRAS]
        together = sum(segment.holds(document, "pair", pair) for pair in pairs)
        loose = (
            LOOSE_SYLLABLES if len(terms) > 2 and analysis.is_vietnamese(query.text.split()) else 1
        )
        return loose * held / information + together / max(len(pairs), 1) >= STRONG

    def _counts_by_kind(self, scored: list[dict[int, float]]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for segment, scores in zip(self.segments, scored, strict=True):
            for kind in segment.leaf.lexicon("kind"):
                name = kind.decode("utf-8")
                of_kind = scores.keys() & self._of_any(segment, "kind", [name])
                counts[name] = counts.get(name, 0) + len(of_kind)
        return {name: count for name, count in counts.items() if count}

    # scope

    def _allowed_documents(self, scope: Scope, filters: Filters) -> list[frozenset[int]]:
        """For each segment what this scope may find, and the filters (but the kind) keep."""
        wanted = {k: v for k, v in asdict(filters).items() if v and k != "kind"}
        key = (scope, tuple(wanted.items()))
        if key not in self._allowed:
            self._allowed[key] = [self._allow(each, scope, wanted) for each in self.segments]
            if len(self._allowed) > ALLOWED_CACHE:
                self._allowed.popitem(last=False)
        self._allowed.move_to_end(key)
        return self._allowed[key]

    def _allow(self, segment: Segment, scope: Scope, wanted: Mapping[str, str]) -> frozenset[int]:
        allowed = self._of_any(segment, "audience", scope.audiences)
        if scope.user_id is not None:
            own = self._of_any(segment, "reader", [str(scope.user_id)])
            allowed |= own & self._of_any(segment, "audience", ["private"]) if own else own
        for field, value in wanted.items():
            allowed &= self._of_any(segment, field, [value])
        return frozenset(allowed - segment.deleted())

    def _of_any(self, segment: Segment, field: str, values: Iterable[str]) -> set[int]:
        return {d for value in values for d in segment.postings(field, value).documents}

    # typing

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[Suggestion]:
        """Titles that hold the words typed, the last one perhaps half typed."""
        typed = clean(prefix).lower()
        typed_words = [analysis.fold(word) for word in analysis.words(typed)]
        if not typed_words:
            return []
        candidates = heapq.nlargest(MAX_SUGGESTED, self._titles_with(typed_words, scope))
        folded = analysis.fold(typed)
        ranked = []
        for found in candidates:
            stored = self._stored(found)
            title = analysis.compose(stored["shown_title"]).lower()
            begins = analysis.fold(title).startswith(folded)
            place = (begins, typed in title, found.score, found.updated)
            ranked.append((place, Suggestion(stored["ref"], stored["shown_title"])))
        ranked.sort(key=lambda each: each[0], reverse=True)
        return [suggestion for _place, suggestion in ranked[:limit]]

    def _titles_with(self, typed: list[str], scope: Scope) -> Iterator[Found]:
        """Documents whose title holds the words; of three words one may lack."""
        *whole, last = dict.fromkeys(typed)
        needed = len(whole) + 1 - (len(whole) + 1) // 3
        allowed = self._allowed_documents(scope, Filters())
        for number, (segment, may) in enumerate(zip(self.segments, allowed, strict=True)):
            held: dict[int, int] = {}
            words = [self._of_any(segment, "title_word", [word]) for word in whole]
            beginnings = self._of_any(segment, "title_word", _completions(segment, last))
            for documents in (*words, beginnings):
                for document in documents & may:
                    held[document] = held.get(document, 0) + 1
            prior, updated = segment.column("prior"), segment.column("updated")
            for document, count in held.items():
                if count >= needed:
                    score = count + prior[document] / (10 * NEUTRAL)
                    yield Found(score, updated[document], number, document)

    # checking

    def refs_and_versions(self) -> dict[str, int]:
        """Every document there is; reads them all."""
        found = {}
        for segment in self.segments:
            deleted = segment.deleted()
            for document in range(segment.size):
                if document not in deleted:
                    stored = segment.leaf.stored_fields(document)
                    found[stored["ref"]] = stored["version"]
        return found

    def _stored(self, found: Found) -> dict[str, Any]:
        stored: dict[str, Any] = self.segments[found.segment].leaf.stored_fields(found.document)
        return stored


def _renewed(known: Mapping[str, Segment], leaf: Any) -> Segment:
    segment = known.get(leaf.segment().segment_id())
    if segment is None:
        return Segment(leaf)
    segment.renew(leaf)
    return segment


def _completions(segment: Segment, beginning: str) -> list[str]:
    words = islice(segment.leaf.expand_prefix("title_word", beginning), MAX_COMPLETIONS)
    return [word.decode("utf-8") for word in words]
