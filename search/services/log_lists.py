"""What was searched, in lists: most, in vain, with nothing opened, and again in other words.

Counted by the worker once an hour (core/tallies.py): the page costs the same however much was
searched. It looks back no further than single searches are kept, whose words it shows as typed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Executable, func, select, tuple_

from core import tallies
from core.clock import today
from core.db import db
from search.models import SearchDay, SearchLog, SearchStep, StepKind
from search.services.days import REST, first_at, midnight

NAME = "search.log"
SPANS = {"days": 28, "weeks": 84}  # days
LISTS = ("most", "failed", "unopened", "refined")
MOST = 50  # lines of a list
NEXT = 3  # searches that most often came after
AT_ONCE = 300  # words asked for in one statement
Key = tuple[str, str]  # language, folded words
Counts = tuple[int, int, int]  # searches, failed, opened
T = TypeVar("T", str, Key)


class Line(NamedTuple):
    """typed    -- as most people wrote it.
    failed   -- how many found nothing, or nothing that looks like an answer.
    opened   -- how often a result was opened; unopened: with hits, but without that.
    refined  -- how often other words were searched next; `then`: most often these.
    """

    language: str
    typed: str
    searches: int
    failed: int
    opened: int
    refined: int
    then: list[str]

    @property
    def unopened(self) -> int:
        return max(0, self.searches - self.failed - self.opened)


def renew() -> None:
    """Count anew. The caller commits."""
    tallies.renew({NAME: count})


def lines(which: str, span: str) -> list[Line]:
    """One of LISTS over one of SPANS, the most first."""
    return [Line(*each) for each in tallies.read(NAME, count).get(f"{which}.{span}", [])]


def count() -> dict[str, Any]:
    return {
        f"{which}.{span}": found
        for span, days in SPANS.items()
        for which, found in _lists(days).items()
    }


_SEARCHES = func.sum(SearchDay.search_count)
_FAILED = func.sum(SearchDay.failed_count)
_OPENED = func.sum(SearchDay.opened_count)
_BY: dict[str, ColumnElement[Any]] = {
    "most": _SEARCHES,
    "failed": _FAILED,
    "unopened": _SEARCHES - _FAILED - _OPENED,
}


def _lists(days: int) -> dict[str, list[Line]]:
    """The MOST of each list, of the last so many days."""
    since = today() - timedelta(days=days - 1)
    first_step = first_at(SearchStep, midnight(since))
    refined = _refined(first_step)
    keys: dict[str, list[Key]] = {"refined": list(refined)}
    numbers: dict[Key, Counts] = {}
    in_time = select(SearchDay.language, SearchDay.words, _SEARCHES, _FAILED, _OPENED).where(
        SearchDay.day >= since, SearchDay.words != REST
    )
    grouped = in_time.group_by(SearchDay.language, SearchDay.words)
    for which, by in _BY.items():
        top = grouped.having(by > 0).order_by(by.desc(), SearchDay.words, SearchDay.language)
        found = _counts(top.limit(MOST))
        keys[which] = list(found)
        numbers |= found
    for part in _parts(key for key in refined if key not in numbers):
        place = tuple_(SearchDay.language, SearchDay.words)
        numbers |= _counts(grouped.where(place.in_(part)))
    shown = {key for found in keys.values() for key in found}
    then = _then(shown, first_step)
    typed = _typed({words for _, words in shown} | {w for found in then.values() for w, _ in found})

    def line(key: Key) -> Line:
        after = then.get(key, [])
        spelt = [typed.get(words, words) for words, _times in after[:NEXT]]
        times = sum(times for _words, times in after)
        counts = numbers.get(key, (0, 0, 0))
        return Line(key[0], typed.get(key[1], key[1]), *counts, times, spelt)

    return {which: [line(key) for key in keys[which]] for which in LISTS}


def _counts(wanted: Executable) -> dict[Key, Counts]:
    rows = db.session.execute(wanted)
    return {(language, words): (all, bad, read) for language, words, all, bad, read in rows}


def _refined(first_step: int) -> dict[Key, int]:
    times = func.count()
    rows = db.session.execute(
        select(SearchStep.language, SearchStep.words, times)
        .where(SearchStep.id >= first_step, SearchStep.kind == StepKind.REFINED)
        .group_by(SearchStep.language, SearchStep.words)
        .order_by(times.desc(), SearchStep.words, SearchStep.language)
        .limit(MOST)
    )
    return {(language, words): times for language, words, times in rows}


def _then(keys: Iterable[Key], first_step: int) -> dict[Key, list[tuple[str, int]]]:
    """What was searched after each of these, the most frequent first."""
    found: defaultdict[Key, list[tuple[str, int]]] = defaultdict(list)
    for part in _parts({words for _language, words in keys}):
        rows = db.session.execute(
            select(SearchStep.language, SearchStep.words, SearchStep.ref, func.count())
            .where(SearchStep.words.in_(part))
            .where(SearchStep.id >= first_step, SearchStep.kind == StepKind.REFINED)
            .group_by(SearchStep.language, SearchStep.words, SearchStep.ref)
            .order_by(func.count().desc(), SearchStep.ref)
        )
        for language, words, ref, times in rows:
            found[language, words].append((ref, times))
    return dict(found)


def _typed(words: Iterable[str]) -> dict[str, str]:
    """Folded words as they were written most often; those whose searches are forgotten lack."""
    found: dict[str, str] = {}
    for part in _parts(words):
        rows = db.session.execute(
            select(SearchLog.words, SearchLog.typed)
            .where(SearchLog.words.in_(part))
            .group_by(SearchLog.words, SearchLog.typed)
            .order_by(func.count(), SearchLog.typed.desc())
        )
        found |= {folded: typed for folded, typed in rows}  # noqa: C416 (the last wins)
    return found


def _parts(things: Iterable[T]) -> Iterator[list[T]]:
    """In an order of its own, AT_ONCE at a time."""
    left = iter(sorted(things))
    while part := list(islice(left, AT_ONCE)):
        yield part
