"""THE list of figures: what each is called, and how it is computed, as the page says it."""

from enum import StrEnum
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Unit(StrEnum):
    """What the value is: the first number itself, or its share of, or mean over the second."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


class Figure(NamedTuple):
    """above, below -- what its two numbers are; below is "" where there is one alone.
    goal -- the share that KCS v6 sets as the aim.
    """

    name: str
    unit: Unit
    title: LazyString
    how: LazyString
    above: LazyString
    below: LazyString | str = ""
    goal: float | None = None


FIGURES = (
    Figure(
        "searches",
        Unit.COUNT,
        _l("Searches"),
        _l("Each first page of results counts once, as it was typed; filters and further pages do"
           " not count again."),
        _l("Searches"),
    ),
    Figure(
        "failed",
        Unit.SHARE,
        _l("Failed searches"),
        _l("The share of searches that found nothing, or nothing that looks like an answer."),
        _l("Failed"),
        _l("Searches"),
    ),
    Figure(
        "opened",
        Unit.SHARE,
        _l("Searches after which a result was opened"),
        _l("The first result opened on a page of results counts; browsers without script do not"
           " tell. Never more than there were searches."),
        _l("Opened"),
        _l("Searches"),
    ),
    Figure(
        "self_service",
        Unit.SHARE,
        _l("Self-service"),
        _l("The share of searches after which nobody asked a question with the same words. Who"
           " left without an answer counts as served: read it beside the failed searches."),
        _l("Did not ask"),
        _l("Searches"),
        goal=0.85,
    ),
    Figure(
        "first",
        Unit.SHARE,
        _l("Self-service first"),
        _l("The share of the questions customers asked then that began at a search or an article."
           " Who searched, left and came back to ask is not known to have searched."),
        _l("After a search or an article"),
        _l("Questions"),
        goal=0.85,
    ),
    Figure(
        "link_rate",
        Unit.SHARE,
        _l("Link rate"),
        _l("The share of the questions asked then that have an article by now: linked as the"
           " answer, made of it, or named in a reply of staff."),
        _l("With an article"),
        _l("Questions"),
    ),
    Figure(
        "reuse",
        Unit.COUNT,
        _l("Reuse"),
        _l("How often an article answered a thread: linked as its answer, or named in a reply of"
           " staff."),
        _l("Times"),
    ),
    Figure(
        "to_article",
        Unit.MEAN,
        _l("Days from question to article"),
        _l("From the moment a thread was begun to the publication of its article, on average over"
           " the threads whose article was published then."),
        _l("Days together"),
        _l("Threads"),
    ),
    Figure(
        "at_once",
        Unit.SHARE,
        _l("Published at once"),
        _l("The share of the articles made of threads and published then that were out within a"
           " day of the solution, or before it."),
        _l("Within a day"),
        _l("Articles"),
        goal=0.9,
    ),
    Figure(
        "freshness",
        Unit.SHARE,
        _l("Freshness of what is read"),
        _l("The share of views then that went to articles that need no check today."),
        _l("Fresh views"),
        _l("Views"),
    ),
    Figure(
        "helpful",
        Unit.SHARE,
        _l("Helpful"),
        _l("The share of “yes” among the answers to “did this help?”, of all revisions."),
        _l("Yes"),
        _l("Answers"),
    ),
    Figure(
        "closed",
        Unit.COUNT,
        _l("Demand closed"),
        _l("How many demands of the board were answered by an article then, and how many searches"
           " in vain stood behind them."),
        _l("Demands"),
        _l("Searches in vain"),
    ),
)  # fmt: skip
BY_NAME = {figure.name: figure for figure in FIGURES}
