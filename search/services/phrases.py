"""Exact phrases: what the index cannot know is looked up in the texts.

The index keeps no text, and its pairs of neighbouring words are folded, hashed and without a place:
it can only say what may hold a phrase (Filters.phrases). It says so before anything is scored or
counted, which leaves little else; the rest is read here from the database, hit by hit in their
order, as far as the page asked for reaches and never beyond READ. So a page costs a dozen texts
more, however many there are, and the numbers are upper limits until all hits were read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from forum.models import Thread
from kb.models import Article
from search import analysis, documents
from search.contract import Filters, Hit, Results

READ = 200  # hits of one search
AT_ONCE = 12  # a page, and two that are not it

Things = dict[str, Article | Thread]  # by ref, only such that this person may see


class Checked(NamedTuple):
    """results -- one page, what was refused taken off its numbers; is_at_most -- not all was read.

    things -- what is behind the hits.
    """

    results: Results
    things: Things
    is_at_most: bool


def check(
    ask: Callable[[int, int], Results],
    load: Callable[[list[str]], Things],
    filters: Filters,
    page: int,
    per_page: int,
) -> Checked:
    """One page of the hits that hold the phrases.

    ask  -- the engine's answer by page and hits per page.
    load -- the things behind refs.
    """
    size = READ // 2
    first = ask(1, size)
    hits, kept = first.hits, list[Hit]()
    things: Things = {}
    read = 0
    while len(kept) < page * per_page and read < len(hits):
        batch = hits[read : read + AT_ONCE]
        read += len(batch)
        good = _holding(load([hit.ref for hit in batch]), filters)
        kept += [hit for hit in batch if hit.ref in good]
        things |= good
        if read == len(hits) == size and first.total > size:
            hits = hits + ask(2, size).hits
    refused = Counter(hit.ref.partition(":")[0] for hit in hits[:read] if hit.ref not in things)
    shown = kept[(page - 1) * per_page : page * per_page]
    results = replace(
        first,
        hits=shown,
        total=first.total - refused.total(),
        counts_by_kind={kind: n - refused[kind] for kind, n in first.counts_by_kind.items()},
        counts_by_facet={} if refused else first.counts_by_facet,  # they counted what was refused
        strong=bool(kept) and first.strong,
    )
    return Checked(results, {hit.ref: things[hit.ref] for hit in shown}, read < first.total)


def _holding(things: Things, filters: Filters) -> Things:
    """Those that hold all phrases: in their titles, or in title or text."""
    texts = {} if filters.in_title else documents.texts_of(things)
    return {
        ref: thing
        for ref, thing in things.items()
        if all(
            holds(thing.title, phrase) or holds(texts.get(ref, ""), phrase)
            for phrase in filters.phrases
        )
    }


def holds(text: str, phrase: str) -> bool:
    """Whether a text has these words in this order; with these marks, if there are any."""
    if analysis.fold(phrase) == phrase.lower():
        return _words(phrase) in _words(analysis.fold(text))
    return _words(phrase) in _words(text)


def _words(text: str) -> str:
    return f" {' '.join(map(analysis.place_tone, analysis.words(text)))} "
