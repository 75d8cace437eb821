"""Articles that want staff: on their way, to be checked, in conflict. Newest first, bounded.

Ids are found first, by indexes alone; only the rows that are shown are read. The statements are
built once: building them for every desk took longer than the database needs to answer them.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    null,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased, defer, joinedload

from accounts.models import User
from core.clock import now, today
from core.db import GREATEST_ID, db
from kb.models import Article, ArticleStatus, Collection, Revision
from kb.services.visibility import PUBLISHED_OF_FEW

PER_PAGE = 30
ALL = PER_PAGE + 1  # one more says that there is another page
AT_ONCE = 50  # review intervals asked for in one part of a query
Intervals = tuple[tuple[int, tuple[int, ...]], ...]  # days, collections (none: of articles)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # `IS NOT NULL` would use no index


class Listed(NamedTuple):
    """total -- how many there are, ALL at most; articles -- the newest, as many as are shown."""

    total: int
    articles: list[Article]


def drafts(*, before: int | None = None, shown: int = ALL) -> Listed:
    """What is not out yet: drafts, in review, scheduled, and live ones with a newer text."""
    return _listed(_drafts(shown, before is not None), before, moment=now())


@lru_cache
def _drafts(shown: int, goes_on: bool) -> Select[Any]:
    is_kept = Article.status != ArticleStatus.ARCHIVED
    return _newest(
        shown,
        goes_on,
        _ids(Article.status.in_((ArticleStatus.DRAFT, ArticleStatus.IN_REVIEW))),
        _ids(Article.publish_at > bindparam("moment"), is_kept),
        _ids(Article.has_newer_text, is_kept),
    )


def in_review(*, before: int | None = None, shown: int = ALL) -> Listed:
    """Submitted and not yet looked at, live ones with a newer text too."""
    submitted = _ids(Article.submitted_at > _BEGINNING)
    return _listed(_newest(shown, before is not None, submitted), before)


def needs_check(
    *, before: int | None = None, shown: int = ALL, owner: User | None = None
) -> Listed:
    """Published articles whose review interval ran out, or whose source changed since.

    owner -- only what this person looks after, by article or by collection.
    """
    whose = owner.id if owner else None
    due = _needs_check(shown, before is not None, _intervals(), today(), whose)
    return _listed(due, before)


@lru_cache
def _needs_check(
    shown: int, goes_on: bool, intervals: Intervals, day: date, owner: int | None
) -> Select[Any]:
    mine = [_is_kept_by(owner)] if owner else []
    return _newest(shown, goes_on, *_due(intervals, day, *mine))


def owners_with_work() -> list[int]:
    """Ids of those who look after anything that needs a check."""
    keeper = func.coalesce(Article.owner_id, Collection.owner_id)
    (number,) = union(*_due(_intervals(), today())).subquery().columns
    of_due = (
        select(keeper)
        .select_from(Article)
        .join(Collection, Collection.id == Article.collection_id)
        .where(Article.id.in_(select(number)), keeper.is_not(None))
    )
    return list(db.session.scalars(of_due.distinct().order_by(keeper)))


def _is_kept_by(owner: int) -> ColumnElement[bool]:
    shelves = select(Collection.id).where(Collection.owner_id == owner)
    by_shelf = and_(Article.owner_id.is_(None), Article.collection_id.in_(shelves))
    return or_(Article.owner_id == owner, by_shelf)


def _due(intervals: Intervals, day: date, *also: ColumnElement[bool]) -> list[Select[Any]]:
    due = [_ids(Article.source_changed_at > _BEGINNING, PUBLISHED_OF_FEW, *also)]
    for start in range(0, len(intervals), AT_ONCE):
        any_due = [_is_due(*each, day) for each in intervals[start : start + AT_ONCE]]
        due.append(_ids(or_(*any_due), PUBLISHED_OF_FEW, *also))
    return due


def _is_due(days: int, shelves: tuple[int, ...], day: date) -> ColumnElement[bool]:
    whose = Article.review_days == days
    if shelves:
        whose = and_(Article.review_days.is_(None), Article.collection_id.in_(shelves))
    checked, latest = Article.checked_on, day - timedelta(days=min(days, day.toordinal() - 1))
    return or_(and_(whose, checked.is_(None)), and_(whose, checked < latest))


def conflicts(*, shown: int = ALL) -> Listed:
    """Articles whose file and text here both changed, and nobody has chosen since."""
    return _listed(_conflicts(shown), None)


@lru_cache
def _conflicts(shown: int) -> Select[Any]:
    later = aliased(Revision)
    chosen = exists().where(later.article_id == Revision.article_id, later.number > Revision.number)
    return _newest(shown, False, select(Revision.article_id).where(Revision.is_conflict, ~chosen))


def _ids(*wanted: Any) -> Select[Any]:
    return select(Article.id).where(*wanted)


def _newest(shown: int, goes_on: bool, *ids: Select[Any]) -> Select[Any]:
    """The newest of these, each with how many there are. goes_on -- only those before `before`."""
    (number,) = union(*ids).subquery().columns
    newest = select(number.label("id")).order_by(number.desc()).limit(ALL)
    if goes_on:
        newest = newest.where(number < bindparam("before"))
    page = newest.subquery()
    counted = select(page.c.id, func.count().over().label("total"))
    first = counted.order_by(page.c.id.desc()).limit(shown).subquery()
    return (
        select(Article, first.c.total)
        .join(first, first.c.id == Article.id)
        .options(
            joinedload(Article.collection).options(
                joinedload(Collection.owner).load_only(User.name),
                defer(Collection.descriptions),
            ),
            joinedload(Article.owner).load_only(User.name),
            joinedload(Article.submitter).load_only(User.name),
            *map(defer, (Article.keywords, Article.source, Article.front_matter)),  # no list shows
        )
        .order_by(Article.id.desc())
    )


def _listed(page: Select[Any], before: int | None, **words: Any) -> Listed:
    if before is not None:
        words["before"] = min(before, GREATEST_ID)
    rows = db.session.execute(page, words).all()
    return Listed(rows[0].total if rows else 0, [article for article, _total in rows])


def _intervals() -> Intervals:
    """The review intervals there are, each with the articles that it is for.

    Of articles a step by index for each interval, however many of them have it; a collection's is
    for those that say nothing themselves.
    """
    found: list[tuple[int, tuple[int, ...]]] = []
    shelves = defaultdict[int, list[int]](list)
    for days, shelf in db.session.execute(_ALL_INTERVALS):
        if shelf is None:
            found.append((days, ()))
        else:
            shelves[days].append(shelf)
    return *found, *((days, tuple(numbers)) for days, numbers in shelves.items())


def _all_intervals() -> CompoundSelect[Any]:
    first = select(func.min(Article.review_days).label("days")).cte(recursive=True)
    following = select(func.min(Article.review_days)).where(Article.review_days > first.c.days)
    steps = first.union_all(select(following.scalar_subquery()).where(first.c.days.is_not(None)))
    of_articles = select(steps.c.days, null()).where(steps.c.days.is_not(None))
    of_shelves = select(Collection.review_days, Collection.id)
    return of_articles.union_all(of_shelves.where(Collection.review_days.is_not(None)))


_ALL_INTERVALS = _all_intervals()
