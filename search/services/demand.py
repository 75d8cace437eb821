"""The board: how much each gap is wanted, with all that stands behind it.

Counted by the worker and kept (search/services/counting.py), so that the page costs the same
however many searches failed: one row, then the lines it shows by their ids. What is closed
meanwhile is left out at once; what is new stands there after the next count, a minute later.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import User
from core import tallies
from core.db import db
from core.slugs import with_id
from forum.models import Thread
from kb.models import Article
from search.models import Gap, SearchDay
from search.services import counting, weighing
from search.services.clustering import IS_OPEN

PER_PAGE = 12  # with more the page costs more than 30 times a bare one (bench/figures.py)


class Numbers(NamedTuple):
    """searches -- in vain, ever; recent, before -- searches in the last 28 days, the 28 before."""

    searches: int = 0
    waiting: int = 0
    questions: int = 0
    recent: int = 0
    before: int = 0


class Demand(NamedTuple):
    """A line of the board. success -- of a line that is answered.

    wordings, more -- how it is asked otherwise, and in how many ways more.
    gap -- a row of the columns that the line shows and the rules ask for: `_SHOWN` has their names.
    """

    gap: Any
    numbers: Numbers
    wordings: Sequence[str] = ()
    more: int = 0
    success: "Success | None" = None

    @property
    def thread_url(self) -> str:
        return f"/forum/threads/{with_id(self.gap.thread_id, self.gap.thread_title)}"

    @property
    def article_url(self) -> str:
        return f"/kb/articles/{with_id(self.gap.article_id, self.gap.article_title)}"

    @property
    def nearest_url(self) -> str:
        return f"/kb/articles/{with_id(self.gap.nearest_id, self.gap.nearest_title)}"


class Success(NamedTuple):
    """What became of a demand after its answer: how often it was searched since, and found."""

    searches: int
    found: int

    @property
    def share(self) -> float:
        return self.found / self.searches


class Board(NamedTuple):
    """A page of lines; more -- lines to pass over for the next page.

    total -- demands there are, at most one more than the board looks at.
    """

    lines: list[Demand]
    total: int
    more: int | None


def board(*, after: int = 0, limit: int = PER_PAGE) -> Board:
    """The open gaps, the most wanted first. after -- lines to pass over."""
    kept = tallies.read(counting.NAME, counting.count)
    shown = kept["lines"][after : after + limit]
    gaps = _lines(line[0] for line in shown)
    lines = [
        Demand(gap, Numbers(*numbers), wordings, more_wordings)
        for number, numbers, wordings, more_wordings in shown
        if (gap := gaps.get(number)) and not (gap.answered_at or gap.dismissed_at)
    ]
    more = after + limit if len(kept["lines"]) > after + limit else None
    return Board(lines, kept["total"], more)


def shown() -> list[int]:
    """The ids of the gaps that the board looks at."""
    return [line[0] for line in tallies.read(counting.NAME, counting.count)["lines"]]


def closed(*, after: int = 0, limit: int = PER_PAGE) -> Board:
    """What was answered or dismissed, the last first, and what became of it."""
    is_closed = Gap.head_id.is_(None), or_(*(~each for each in IS_OPEN))
    when = func.coalesce(Gap.answered_at, Gap.dismissed_at)
    numbers = db.session.scalars(
        select(Gap.id)
        .where(*is_closed)
        .order_by(when.desc(), Gap.id.desc())
        .offset(min(after, counting.MOST))
        .limit(limit + 1)
    ).all()
    shown = numbers[:limit]
    gaps, success, asked, behind = (
        _lines(shown),
        _success(shown),
        weighing.asked(shown),
        weighing.wordings(shown),
    )
    lines = []
    for number in shown:
        since = success.get(number)
        missed = since.searches - since.found if since else 0
        counted = Numbers(searches=max(0, asked[number] - missed))
        lines.append(Demand(gaps[number], counted, *behind[number], since))
    following = after + limit
    is_more = len(numbers) > limit and following <= counting.MOST
    return Board(lines, 0, following if is_more else None)


_nearest, _article = aliased(Article), aliased(Article)
# Made once: to put it together takes longer than to run it.
_SHOWN: Any = (
    select(
        Gap.id,
        Gap.typed,
        Gap.words,
        Gap.language,
        Gap.searched_at,
        Gap.answered_at,
        Gap.dismissed_at,
        Gap.dismissed_reason,
        Gap.article_id,
        Gap.thread_id,
        Gap.nearest_id,
        Gap.owner_id,
        Thread.title.label("thread_title"),
        _article.title.label("article_title"),
        _nearest.title.label("nearest_title"),
        User.name.label("owner_name"),
    )
    .where(Gap.id.in_(bindparam("numbers", expanding=True)))
    .outerjoin(Thread, Thread.id == Gap.thread_id)
    .outerjoin(_article, _article.id == Gap.article_id)
    .outerjoin(_nearest, _nearest.id == Gap.nearest_id)
    .outerjoin(User, User.id == Gap.owner_id)
)


def _lines(numbers: Iterable[int]) -> dict[int, Any]:
    """What the lines show of these gaps, by id. One query."""
    return {row.id: row for row in db.session.execute(_SHOWN, {"numbers": list(numbers)})}


def _success(heads: Sequence[int]) -> dict[int, Success]:
    """From the day after the answer on: that day itself holds searches from before it."""
    rows = db.session.execute(
        select(weighing.HEAD, func.sum(SearchDay.search_count), func.sum(SearchDay.failed_count))
        .join(SearchDay, SearchDay.words == Gap.words)
        .where(weighing.behind(heads), SearchDay.day > func.date(Gap.answered_at))
        .group_by(weighing.HEAD)
    )
    return {number: Success(times, times - failed) for number, times, failed in rows if times}
