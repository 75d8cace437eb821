"""The most wanted gaps, counted by the worker and kept: what changed since is weighed, not all.

Beside the board's lines the next most wanted are kept, and a floor that no other gap reaches. Only
what was searched, made, put behind another, waited for, asked or opened again can have risen above
it; all others wait for their turn, a few hundred each time, in case that anything else raised them.
"""

from collections.abc import Iterable, Sequence
from heapq import nlargest
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import and_, func, or_, select

from core import tallies
from core.db import db, reading
from search.models import Gap, SearchLog
from search.services import clustering, weighing
from search.services.clustering import IS_OPEN

NAME = "search.board"
KEPT_NAME = "search.board.kept"
MOST = 120  # gaps that the board looks at, the most wanted ones
KEPT = 500  # that are kept in order, and at most twice as many
TURN = 500  # of the others that are looked at each time
BATCH = 1_000  # weighed at once
Place = tuple[int, int]  # weight and id: the greater, the higher it stands


class Kept(NamedTuple):
    """places -- the highest ones in order. floor -- below it are all others; None: there are none.

    marks -- how far it has looked: the last search, gap and clustered gap, and whose turn it was.
    """

    places: list[Place]
    floor: Place | None
    marks: dict[str, int]


def renew(raised: Iterable[int] = ()) -> None:
    """Count what changed; `raised` are gaps that may be wanted more. The caller commits.

    It holds up nobody who writes, unless another worker kept something meanwhile: then what both
    know is counted once more, while others wait.
    """
    raised = list(raised)
    with current_app.app_context(), reading():
        begun = tallies.mark(KEPT_NAME)
        kept = _again(_read(begun), raised)
        board = _board(kept.places)
        db.session.rollback()
    if (meanwhile := tallies.mark(KEPT_NAME)) != begun:
        kept = _again(_read(meanwhile), raised)
        board = _board(kept.places)
    tallies.keep(NAME, board)
    tallies.keep_mark(KEPT_NAME, kept._asdict())


def count() -> dict[str, Any]:
    """`total` (MOST + 1: more than MOST), and `lines`: id, five numbers, wordings, more of the most
    wanted open gaps in order. Weighs all there are."""
    return _board(_all({}).places)


def _read(kept: dict[str, Any]) -> Kept | None:
    if not kept:
        return None
    floor = kept["floor"]
    return Kept([(w, n) for w, n in kept["places"]], floor and tuple(floor), kept["marks"])


def _board(places: Sequence[Place]) -> dict[str, Any]:
    first = [number for _weight, number in places[:MOST]]
    demanded, others = weighing.weigh(first), weighing.wordings(first)
    recent, before = weighing.trend(first)
    lines = [
        [n, [*demanded[n], recent.get(n, 0), before.get(n, 0)], *others[n]]
        for n in first
        if n in demanded
    ]
    return {"total": min(len(places), MOST + 1), "lines": lines}


def _all(marks: dict[str, int]) -> Kept:
    """A batch at a time, by ids."""
    highest: list[Place] = []
    last = total = 0
    while heads := _heads(last, BATCH):
        places = _places(heads)
        highest = nlargest(KEPT, [*highest, *places])
        total += len(places)
        last = heads[-1]
    return Kept(highest, highest[-1] if total > KEPT else None, marks)


def _again(kept: Kept | None, raised: list[int]) -> Kept:
    marks = _marks()  # read first: what happens from now on is for the next time
    if kept is None:
        return _all(marks)
    heads = _heads(kept.marks["turn"], TURN)
    marks["turn"] = heads[-1] if heads and len(heads) == TURN else 0
    numbers = {number for _weight, number in kept.places} | {*heads, *_risen(kept.marks, raised)}
    floor = kept.floor
    places = sorted(_places(sorted(numbers)), reverse=True)
    places = [place for place in places if floor is None or place >= floor]
    if floor and len(places) <= MOST:
        return _all(marks)  # so many were closed that others come up
    if len(places) > 2 * KEPT:
        places = places[:KEPT]
        floor = places[-1]
    return Kept(places, floor, marks)


def _marks() -> dict[str, int]:
    searched, made = (db.session.scalar(select(func.max(of))) or 0 for of in (SearchLog.id, Gap.id))
    return {"searched": searched, "made": made, "clustered": clustering.looked_at(), "turn": 0}


def _risen(since: dict[str, int], raised: list[int]) -> set[int]:
    """What stands for the gaps that may be wanted more than when the marks were made."""
    newest = db.session.scalar(select(func.max(SearchLog.id))) or 0
    after = since["searched"] if newest >= since["searched"] else 0  # forgotten: ids begin anew
    searched = select(SearchLog.words).where(SearchLog.id > after, SearchLog.has_failed)
    clustered = and_(Gap.id > since["clustered"], Gap.id <= clustering.looked_at())
    changed = or_(Gap.id > since["made"], clustered, Gap.id.in_(raised))
    rules = Gap.words.in_(searched.distinct()), changed
    return {n for rule in rules for n in db.session.scalars(select(weighing.HEAD).where(rule))}


def _heads(after: int, limit: int) -> list[int]:
    heads = select(Gap.id).where(Gap.id > after, Gap.head_id.is_(None), *IS_OPEN)
    return list(db.session.scalars(heads.order_by(Gap.id).limit(limit)))


def _places(numbers: Sequence[int]) -> list[Place]:
    return [
        (demanded.weight, number)
        for start in range(0, len(numbers), BATCH)
        for number, demanded in weighing.weigh(numbers[start : start + BATCH]).items()
        if demanded.weight
    ]
