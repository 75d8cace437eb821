"""What of a segment somebody may find, and what the limits of a search leave of it."""

import numpy as np

from search import analysis
from search.contract import Filters, Scope
from search.schema import seconds
from search.scoring import Mask, Segment


def allowed(segment: Segment, scope: Scope, limits: Filters) -> Mask:
    """For each document whether it may be found at all. limits -- see Filters.limits."""
    found = segment.holding("audience", list(scope.audiences))
    if scope.user_id is not None:
        own = segment.holding("reader", [str(scope.user_id)])
        found |= own & segment.holding("audience", ["private"])
    for field, value in limits.also:
        found &= segment.holding(field, [value])
    if limits.authors:
        found &= segment.holding("reader", [str(person) for person in limits.authors])
    if limits.before:
        found &= segment.column("created") < seconds(limits.before)
    if limits.after:
        found &= segment.column("created") >= seconds(limits.after)
    for phrase in limits.phrases:
        found &= _may_hold(segment, phrase)
    for phrase in limits.unwanted:
        found &= ~_may_hold(segment, phrase)
    return found & segment.live()


def _may_hold(segment: Segment, phrase: str) -> Mask:
    """Where all words of a phrase stand, with their marks, and each beside the next somewhere."""
    words = analysis.words(phrase)
    terms = [analysis.term(word) for word in words]
    mask = np.ones(segment.size, np.bool_)
    for field, wanted in (
        ("text", terms),
        ("pair", analysis.pairs(terms)),
        ("exact", analysis.exact_words(words)),
    ):
        for each in wanted:
            mask &= segment.holding(field, [each])
    return mask
