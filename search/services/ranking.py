"""The place of a second ranker, which looks at the best hits again. None is there by default.

docs/decisions/0022-a-place-for-a-second-ranker.md says what one must keep to.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import Flask, current_app

from search.contract import Hit, Results
from search.query import Query
from search.services import engine

EXTENSION = "hoidap-second-ranker"
FIRST = 50  # hits that it is shown, whatever page is asked for

# The query as it was understood, and hits with their scores, the best first; the same hits back.
Ranker = Callable[[Query, Sequence[Hit]], Sequence[Hit]]
log = logging.getLogger(__name__)


def use(app: Flask, ranker: Ranker) -> None:
    """Let a ranker order the best hits of every search by relevance on this site."""
    app.extensions[EXTENSION] = ranker


def search(
    query: Query, *, page: int, per_page: int, sort: str = "relevance", **asked: Any
) -> Results:
    """What the index finds, its best hits in the order of the second ranker, if there is one.

    asked -- the rest of what Engine.search takes. Raises IndexUnavailable.
    """
    ranker: Ranker | None = current_app.extensions.get(EXTENSION)
    find = engine.index().search
    start, stop = (page - 1) * per_page, page * per_page
    if ranker is None or query.is_empty or sort != "relevance" or start >= FIRST:
        return find(query, page=page, per_page=per_page, sort=sort, **asked)
    results = find(query, page=1, per_page=max(FIRST, stop), sort=sort, **asked)
    best, rest = results.hits[:FIRST], results.hits[FIRST:]
    ordered = _ordered(ranker, results.understood, best)
    return replace(
        results,
        hits=[*(ordered or best), *rest][start:stop],
        partial=results.partial or ordered is None,
    )


def _ordered(ranker: Ranker, query: Query, best: list[Hit]) -> list[Hit] | None:
    """None if the ranker failed: it raised, or did not give back what it got."""
    try:
        ordered = list(ranker(query, tuple(best)))
    except Exception:
        log.exception("the second ranker failed; the index's order stands")
        return None
    if sorted(hit.ref for hit in ordered) != sorted(hit.ref for hit in best):
        log.error("the second ranker gave back other hits than it got; the index's order stands")
        return None
    return ordered
