"""Titles for what is being typed, within the limits that its operators set.

Without limits the engine completes titles (`Engine.suggest`). With limits it searches titles
instead, which leaves out what is not within them before the best are taken. An operator that is
still being typed, at the end, is no word to find; elsewhere one that means nothing here is words,
as on the results page.
"""

from dataclasses import replace

from core.permissions import Actor
from search import operators
from search.contract import Filters
from search.services import engine, finding, narrowing
from search.services.authors import is_by
from search.services.phrases import holds

MOST = 8
LOOKED_AT = 3 * MOST  # titles that may hold a phrase, or be by a person
NEAR = 0.35  # of the best score: what holds hardly a word is not offered


def suggest(typed: str, *, for_: Actor) -> list[finding.Line]:
    """At most MOST titles that begin with, or hold, what is being typed. Raises IndexUnavailable.

    Nothing typed but an operator: the newest of what it keeps.
    """
    scope = finding.scope_of(for_)
    asked = narrowing.read(typed, scope=scope, for_=for_)
    limits = replace(asked.limits, in_title=False)
    text = operators.without_last(asked.text.rstrip())
    query = finding.words_of(text, is_typing=True, is_literal=bool(limits.phrases))
    if limits == Filters() and not query.excluded:
        found = engine.index().suggest(query, scope=scope, limit=MOST)
        return finding.in_order([each.ref for each in found], for_)
    kept = replace(limits, in_title=not query.is_empty)
    hits = engine.index().search(query, scope=scope, filters=kept, per_page=LOOKED_AT).hits
    near = [hit.ref for hit in hits if hit.score >= NEAR * hits[0].score]
    return finding.in_order(near, for_, lambda thing: _is_within(thing, limits))[:MOST]


def _is_within(thing: finding.Thing, limits: Filters) -> bool:
    """What the index cannot know of them: a phrase stands in the title, whole."""
    if limits.authors and not is_by(thing, limits.authors):
        return False
    return all(holds(thing.title, phrase) for phrase in limits.phrases)
