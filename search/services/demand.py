"""The board: how much each gap is wanted, with all that stands behind it.

Counted by the worker and kept (core/tallies.py), so that the page costs the same however many
searches failed: one row, then the lines it shows by their ids. What is closed meanwhile is left out
at once; what is new stands there after the next count, a minute later.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import User
from core import tallies
from core.clock import today
from core.db import db
from core.slugs import with_id
from forum.models import Thread
from kb.models import Article
from search.models import Gap, SearchDay, Waiting
from search.services.clustering import IS_OPEN, OPEN_QUESTION

NAME = "search.board"
PER_PAGE = 12  # with more the page costs more than 30 times a bare one (bench/figures.py)
MOST = 120  # gaps that the board looks at, the most wanted ones
PERSON, QUESTION = 5, 5  # searches that someone who waits, or asked without an answer, weighs
WORDINGS = 4  # shown of those that stand behind a gap
SPAN = timedelta(days=28)  # of the trend, and of what it is compared with


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
    """A page of lines; total -- demands there are; more -- lines to pass over for the next page."""

    lines: list[Demand]
    total: int
    more: int | None


def renew() -> None:
    """Count anew. The caller commits."""
    tallies.renew(NAME, count)


def count() -> dict[str, Any]:
    """`total`, and `lines`: id, Numbers, wordings, more of the most wanted open gaps in order."""
    searches, waiting, questions = _searches(), _waiting(), _questions()
    wanted = {
        number: searches[number] + PERSON * waiting[number] + QUESTION * questions[number]
        for number in searches
    }
    ranked = sorted((-demand, -number) for number, demand in wanted.items() if demand)
    first = [-number for _demand, number in ranked[:MOST]]
    recent, before = _trend(first)
    behind = _wordings(first)
    lines = [
        [n, [searches[n], waiting[n], questions[n], recent.get(n, 0), before.get(n, 0)], *behind[n]]
        for n in first
    ]
    return {"total": len(ranked), "lines": lines}


_HEAD = func.coalesce(Gap.head_id, Gap.id)


def _behind(heads: Sequence[int]) -> Any:
    """These gaps and all that stand behind them, by their indexes."""
    return or_(Gap.id.in_(heads), Gap.head_id.in_(heads))


def _searches() -> dict[int, int]:
    """Of each open head: how often it and what stands behind it was searched in vain."""
    heads = set(db.session.scalars(select(Gap.id).where(Gap.head_id.is_(None), *IS_OPEN)))
    rows = db.session.execute(select(_HEAD, func.sum(Gap.search_count)).group_by(_HEAD))
    return {number: times for number, times in rows if number in heads}


def _waiting() -> Counter[int]:
    """People: who waits for two wordings is one."""
    rows = db.session.execute(
        select(_HEAD, Waiting.user_id, Waiting.email)
        .join(Gap, Gap.id == Waiting.gap_id)
        .where(
            Waiting.confirmed_at.is_not(None), Waiting.told_at.is_(None), Waiting.left_at.is_(None)
        )
        .distinct()
    )
    return Counter(row[0] for row in rows)


def _questions() -> Counter[int]:
    rows = db.session.execute(
        select(_HEAD, func.count())
        .join(Thread, Thread.id == Gap.thread_id)
        .where(*OPEN_QUESTION)
        .group_by(_HEAD)
    )
    return Counter({row[0]: row[1] for row in rows})


def _trend(heads: list[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Searches for all their words in the last 28 days, and in the 28 before."""
    turn = today() - SPAN
    is_recent = SearchDay.day > turn
    rows = db.session.execute(
        select(
            _HEAD,
            func.coalesce(func.sum(SearchDay.search_count).filter(is_recent), 0),
            func.coalesce(func.sum(SearchDay.search_count).filter(~is_recent), 0),
        )
        .join(SearchDay, SearchDay.words == Gap.words)
        .where(_behind(heads), SearchDay.day > turn - SPAN)
        .group_by(_HEAD)
    ).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def board(*, after: int = 0, limit: int = PER_PAGE) -> Board:
    """The open gaps, the most wanted first. after -- lines to pass over."""
    kept = tallies.read(NAME, count)
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
    return [line[0] for line in tallies.read(NAME, count)["lines"]]


def closed(*, after: int = 0, limit: int = PER_PAGE) -> Board:
    """What was answered or dismissed, the last first, and what became of it."""
    is_closed = Gap.head_id.is_(None), or_(*(~each for each in IS_OPEN))
    when = func.coalesce(Gap.answered_at, Gap.dismissed_at)
    numbers = db.session.scalars(
        select(Gap.id)
        .where(*is_closed)
        .order_by(when.desc(), Gap.id.desc())
        .offset(min(after, MOST))
        .limit(limit + 1)
    ).all()
    shown = numbers[:limit]
    gaps, success, asked, behind = _lines(shown), _success(shown), _asked(shown), _wordings(shown)
    lines = []
    for number in shown:
        since = success.get(number)
        missed = since.searches - since.found if since else 0
        counted = Numbers(searches=max(0, asked[number] - missed))
        lines.append(Demand(gaps[number], counted, *behind[number], since))
    following = after + limit
    is_more = len(numbers) > limit and following <= MOST
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


def _wordings(heads: Sequence[int]) -> dict[int, tuple[list[str], int]]:
    """How each is asked otherwise, the most searched first, and in how many ways more."""
    behind: dict[int | None, list[str]] = {head: [] for head in heads}
    rows = select(Gap.head_id, Gap.typed).where(Gap.head_id.in_(heads))
    for head, typed in db.session.execute(rows.order_by(Gap.search_count.desc(), Gap.id)):
        behind[head].append(typed)
    return {head: (behind[head][:WORDINGS], len(behind[head][WORDINGS:])) for head in heads}


def _asked(heads: Sequence[int]) -> Counter[int]:
    rows = db.session.execute(
        select(_HEAD, func.sum(Gap.search_count)).where(_behind(heads)).group_by(_HEAD)
    )
    return Counter({row[0]: row[1] for row in rows})


def _success(heads: Sequence[int]) -> dict[int, Success]:
    """From the day after the answer on: that day itself holds searches from before it."""
    rows = db.session.execute(
        select(_HEAD, func.sum(SearchDay.search_count), func.sum(SearchDay.failed_count))
        .join(SearchDay, SearchDay.words == Gap.words)
        .where(_behind(heads), SearchDay.day > func.date(Gap.answered_at))
        .group_by(_HEAD)
    )
    return {number: Success(times, times - failed) for number, times, failed in rows if times}
