"""The last 28 days, 12 weeks or 12 months, cut into days, weeks or months. Days are UTC."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from core.clock import today
from hoidap.figures.kinds import Figure, Unit

PERIODS = ("days", "weeks", "months")
DAYS, WEEKS, MONTHS = 28, 12, 12
Pairs = Mapping[str, Sequence[float]]  # ISO day -> the figure's two numbers


class Part(NamedTuple):
    """A day, week or month with its two numbers and what they come to; None: out of nothing."""

    begins: date
    above: float
    below: float
    value: float | None


def chosen(asked: str) -> str:
    """A period; the first one unless it is another's name."""
    return asked if asked in PERIODS else PERIODS[0]


def first_day() -> date:
    """Of the longest period."""
    return beginnings("months")[0]


def beginnings(period: str) -> list[date]:
    """The first day of each part, the oldest first; the last part is not over yet."""
    now = today()
    if period == "days":
        return [now - timedelta(days=ago) for ago in reversed(range(DAYS))]
    if period == "weeks":
        monday = now - timedelta(days=now.weekday())
        return [monday - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]
    months = now.year * 12 + now.month - 1
    spans = (months - ago for ago in reversed(range(MONTHS)))
    return [date(span // 12, span % 12 + 1, 1) for span in spans]


def parts(figure: Figure, pairs: Pairs, period: str) -> list[Part]:
    begins = beginnings(period)
    sums = [[0.0, 0.0] for _ in begins]
    for day, pair in pairs.items():
        at = sum(first <= date.fromisoformat(day) for first in begins) - 1
        if at >= 0:
            sums[at][0] += pair[0]
            sums[at][1] += pair[1]
    return [_part(figure, first, *both) for first, both in zip(begins, sums, strict=True)]


def whole(figure: Figure, of: Sequence[Part]) -> Part:
    """The period in one."""
    return _part(figure, of[0].begins, sum(p.above for p in of), sum(p.below for p in of))


def _part(figure: Figure, begins: date, above: float, below: float) -> Part:
    value: Any = above
    if figure.unit is not Unit.COUNT:
        value = above / below if below else None
    return Part(begins, above, below, value)
