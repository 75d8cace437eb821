"""Single searches become counts of a day, so that they can be forgotten and the counts stay.

A day is counted from its rows and never added to: counted twice it says the same.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, insert, select, update

from core.clock import today
from core.db import db, reading
from search.models import SearchDay, SearchLog, SearchStep, StepKind

SLICE = 7  # days counted at once
REST = ""  # the words of the row that holds what only one person searched, long ago
RARE = 1  # searches a day
FOLDED = 5_000  # rows at once
Kept = type[SearchLog] | type[SearchStep]
Key = tuple[date, str, str]  # day, language, words
COUNTS = ("search_count", "failed_count", "opened_count", "asked_count")


def count() -> int:
    """Count the newest counted day again, and at most SLICE days with searches from there on.

    Nobody waits while it reads. Returns how many days there were: SLICE means perhaps more.
    The caller commits.
    """
    with current_app.app_context(), reading():
        found = {day: (_counted(day), _known(day)) for day in _to_count()}
        db.session.rollback()
    new, changed = [], []
    for counted, known in found.values():
        for (day, language, words), counts in counted.items():
            row = {"day": day, "language": language, "words": words, **counts}
            if (key := (day, language, words)) not in known:
                new.append(row)
            elif known[key] != counts:
                changed.append(row)
    if new:
        db.session.execute(insert(SearchDay), new)
    if changed:
        db.session.execute(update(SearchDay), changed)
    return len(found)


def _to_count() -> Iterator[date]:
    oldest = [db.session.scalar(_oldest(kept)) for kept in (SearchLog, SearchStep)]
    begun = [moment.date() for moment in oldest if moment is not None]
    newest = db.session.scalar(select(func.max(SearchDay.day)))
    if not begun:
        return
    day, left = max(min(begun), newest or date.min), SLICE
    while day <= today() and left:
        spans = [_rows_of(kept, day) for kept in (SearchLog, SearchStep)]
        if any(begins < ends for begins, ends in spans):
            yield day
            left -= 1
        day += timedelta(days=1)


def _oldest(kept: Kept) -> Any:
    return select(kept.created_at).order_by(kept.id).limit(1)


def _rows_of(kept: Kept, day: date) -> tuple[int, int]:
    """The ids of one day: the first, and the first one after them."""
    return first_at(kept, midnight(day)), first_at(kept, midnight(day + timedelta(days=1)))


def first_at(kept: Kept, moment: datetime) -> int:
    """Id of the first row not older than `moment`, by halving: rows are written in their order."""
    low, high = db.session.execute(select(func.min(kept.id), func.max(kept.id))).one()
    low, high = low or 0, (high or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = db.session.execute(
            select(kept.id, kept.created_at).where(kept.id >= middle).order_by(kept.id).limit(1)
        ).first()
        if row is None or row.created_at >= moment:
            high = middle
        else:
            low = row.id + 1
    return low


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _counted(day: date) -> dict[Key, dict[str, int]]:
    """What the rows of one day come to."""
    counts: Counter[tuple[Key, str]] = Counter()
    begins, ends = _rows_of(SearchLog, day)
    for language, words, times, failed in db.session.execute(
        select(
            SearchLog.language,
            SearchLog.words,
            func.count(),
            func.count().filter(SearchLog.has_failed),
        )
        .where(SearchLog.id >= begins, SearchLog.id < ends)
        .group_by(SearchLog.language, SearchLog.words)
    ):
        counts[(day, language, words), "search_count"] = times
        counts[(day, language, words), "failed_count"] = failed
    begins, ends = _rows_of(SearchStep, day)
    for language, words, kind, times in db.session.execute(
        select(SearchStep.language, SearchStep.words, SearchStep.kind, func.count())
        .where(SearchStep.id >= begins, SearchStep.id < ends)
        .where(SearchStep.kind.in_((StepKind.OPENED, StepKind.ASKED)))  # the others: where they are
        .group_by(SearchStep.language, SearchStep.words, SearchStep.kind)
    ):
        counts[(day, language, words), f"{kind}_count"] = times
    return {key: {name: counts[key, name] for name in COUNTS} for key, _name in counts}


def _known(day: date) -> dict[Key, dict[str, int]]:
    rows = db.session.scalars(select(SearchDay).where(SearchDay.day == day))
    return {
        (row.day, row.language, row.words): {name: getattr(row, name) for name in COUNTS}
        for row in rows
    }


def fold_rare(before: date) -> int:
    """Forget the words that were searched once on a day before then; the numbers stay, in one row
    a day and language. At most FOLDED rows at once; returns how many. The caller commits."""
    rows = db.session.scalars(
        select(SearchDay)
        .where(SearchDay.day < before, SearchDay.words != REST, SearchDay.search_count <= RARE)
        .order_by(SearchDay.day)
        .limit(FOLDED)
    ).all()
    rests: dict[tuple[date, str], SearchDay] = {}
    for row in rows:
        place = row.day, row.language
        if place not in rests:
            rests[place] = db.session.get(SearchDay, (*place, REST)) or SearchDay(
                day=row.day, language=row.language, words=REST, **dict.fromkeys(COUNTS, 0)
            )
            db.session.add(rests[place])
        for name in COUNTS:
            setattr(rests[place], name, getattr(rests[place], name) + getattr(row, name))
        db.session.delete(row)
    db.session.flush()
    return len(rows)
