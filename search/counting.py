"""How many hits there are of each kind, and for each value that one may narrow to.

Counted over what was scored, so within the scope: nothing hidden ever adds to a number. A number
stands for what a click would leave: under all filters but the one that it would replace.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.contract import FACETS
from search.scoring import Mask, Scored, Segment

MOST = 20  # values of a facet that are told

Wanted = Mapping[str, Collection[str]]  # field -> values of which a document must carry one


class _Carried(NamedTuple):
    """What the documents of a segment carry, by number of the value; 0 stands for nothing.

    rows   -- documents × places: as many places for a field as a document has values at most.
    places -- the columns of each field.
    values -- the first number of each field, and its values in the order of their numbers.
    """

    rows: NDArray[np.intp]
    places: dict[str, slice]
    values: dict[str, tuple[int, list[str]]]


def prepare(segments: Sequence[Segment]) -> None:
    """Read what counting needs, before somebody searches."""
    for segment in segments:
        _kinds(segment)
        _carried(segment)


def keep(segments: Sequence[Segment], scored: Sequence[Scored], wanted: Wanted) -> list[Scored]:
    """What was scored, of these values."""
    return [_keep(*each, wanted) for each in zip(segments, scored, strict=True)]


def _keep(segment: Segment, found: Scored, wanted: Wanted) -> Scored:
    documents, scores = found
    for field, values in wanted.items():
        kept = segment.holding(field, list(values))[documents]
        documents, scores = documents[kept], scores[kept]
    return Scored(documents, scores)


def kinds(segments: Sequence[Segment]) -> list[str]:
    """The kinds there are, in order."""
    return sorted({name for segment in segments for name in _kinds(segment)})


def by_kind(
    segments: Sequence[Segment], scored: Sequence[Scored], wanted: Wanted
) -> dict[str, int]:
    """How many there are of each kind, whatever kind is wanted."""
    others = {field: values for field, values in wanted.items() if field != "kind"}
    counts: Counter[str] = Counter()
    for segment, found in zip(segments, keep(segments, scored, others), strict=True):
        for name, mask in _kinds(segment).items():
            counts[name] += int(np.count_nonzero(mask[found.documents]))
    return {name: count for name, count in counts.items() if count}


def by_facet(
    segments: Sequence[Segment],
    scored: Sequence[Scored],
    wanted: Wanted,
    facets: Collection[str],
) -> dict[str, dict[str, int]]:
    """For each facet its most frequent values, and those wanted, with their numbers."""
    if not facets:
        return {}
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in facets}
    free = [facet for facet in facets if facet not in wanted]
    for segment, found in zip(segments, scored, strict=True):
        carried = _carried(segment)
        if free:
            kept = _keep(segment, found, wanted).documents
            _add(counts, free, carried, carried.rows.take(kept, axis=0))
        for facet in counts.keys() & wanted.keys():
            others = {field: values for field, values in wanted.items() if field != facet}
            kept = _keep(segment, found, others).documents
            column = carried.rows[:, carried.places[facet]]
            _add(counts, [facet], carried, column.take(kept, axis=0))
    return {facet: _most(counted, wanted.get(facet, ())) for facet, counted in counts.items()}


def _most(counted: Counter[str], chosen: Collection[str]) -> dict[str, int]:
    most = {value: count for value, count in counted.most_common(MOST) if count}
    return most | {value: counted[value] for value in chosen}


def _add(
    counts: dict[str, Counter[str]],
    facets: Collection[str],
    carried: _Carried,
    rows: NDArray[np.intp],
) -> None:
    first, values = carried.values[FACETS[-1]]
    numbers = np.bincount(rows.ravel(), minlength=first + len(values)).tolist()
    for facet in facets:
        first, values = carried.values[facet]
        counts[facet].update(dict(zip(values, numbers[first:], strict=False)))


def _kinds(segment: Segment) -> dict[str, Mask]:
    kinds: dict[str, Mask] | None = segment.tables.get("kinds")
    if kinds is None:
        names = segment.values("kind")
        kinds = segment.tables["kinds"] = {n: segment.holding("kind", [n]) for n in names}
    return kinds


def _carried(segment: Segment) -> _Carried:
    carried: _Carried | None = segment.tables.get("carried")
    if carried is None:
        carried = segment.tables["carried"] = _join(segment) if segment.parts else _read(segment)
    return carried


def _read(segment: Segment) -> _Carried:
    columns: list[NDArray[np.intp]] = []
    places: dict[str, slice] = {}
    values: dict[str, tuple[int, list[str]]] = {}
    number = 1
    for field in FACETS:
        names = segment.values(field)
        mine = _columns(segment, field, names, number)
        places[field] = slice(len(columns), len(columns) + len(mine))
        values[field] = number, names
        columns += mine
        number += len(names)
    return _Carried(np.column_stack(columns), places, values)


def _join(segment: Segment) -> _Carried:
    """What the parts of a segment carry, their values numbered anew."""
    parts = [_carried(part) for part in segment.parts]
    renumbered = [np.zeros(1 + sum(len(v) for _, v in p.values.values()), np.intp) for p in parts]
    columns: list[NDArray[np.intp]] = []
    places: dict[str, slice] = {}
    values: dict[str, tuple[int, list[str]]] = {}
    number = 1
    for field in FACETS:
        names = segment.values(field)
        numbers = {name: code for code, name in enumerate(names, start=number)}
        values[field] = number, names
        number += len(names)
        for part, new in zip(parts, renumbered, strict=True):
            first, mine = part.values[field]
            new[first : first + len(mine)] = [numbers[name] for name in mine]
        width = max(part.places[field].stop - part.places[field].start for part in parts)
        places[field] = slice(len(columns), len(columns) + width)
        columns += [np.zeros(segment.size, np.intp) for _place in range(width)]
    rows = np.column_stack(columns)
    start = 0
    for part, new in zip(parts, renumbered, strict=True):
        stop = start + len(part.rows)
        for field, theirs in part.places.items():
            first = places[field].start
            width = theirs.stop - theirs.start
            rows[start:stop, first : first + width] = new[part.rows[:, theirs]]
        start = stop
    return _Carried(rows, places, values)


def _columns(segment: Segment, field: str, names: list[str], number: int) -> list[NDArray[np.intp]]:
    """The numbers of the values of a field: each document's first in the first column, …"""
    columns = [np.zeros(segment.size, np.intp)]
    filled = np.zeros(segment.size, np.intp)  # how many values of each document are placed
    for code, name in enumerate(names, start=number):
        documents = segment.postings(field, name).documents
        depth = filled[documents]
        for at in np.unique(depth).tolist():
            if at == len(columns):
                columns.append(np.zeros(segment.size, np.intp))
            columns[at][documents[depth == at]] = code
        filled[documents] += 1
    return columns
