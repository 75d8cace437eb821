"""Articles that want staff: on their way, to be checked, in conflict. Newest first, bounded.

Ids are found first, by indexes alone; only the rows that are shown are read.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    exists,
    func,
    null,
    or_,
    select,
    type_coerce,
    union,
)
from sqlalchemy.orm import aliased, joinedload

from accounts.models import User
from core.clock import now, today
from core.db import GREATEST_ID, db
from kb.models import Article, ArticleStatus, Collection, Revision

PER_PAGE = 30
ALL = PER_PAGE + 1  # one more says that there is another page
AT_ONCE = 50  # review intervals asked for in one part of a query
# Most articles are out: SQLite must not take the index of the state for the best way to the few.
_IS_OUT = type_coerce(Article.status, String).concat("") == ArticleStatus.PUBLISHED.value
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # `IS NOT NULL` would use no index


class Listed(NamedTuple):
    """total -- how many there are, ALL at most; articles -- the newest, as many as are shown."""

    total: int
    articles: list[Article]


def drafts(*, before: int | None = None, shown: int = ALL) -> Listed:
    """What is not out yet: drafts, in review, scheduled, and live ones with a newer text."""
    is_kept = Article.status != ArticleStatus.ARCHIVED
    return _listed(
        before,
        shown,
        _ids(Article.status.in_((ArticleStatus.DRAFT, ArticleStatus.IN_REVIEW))),
        _ids(Article.publish_at > now(), is_kept),
        _ids(Article.has_newer_text, is_kept),
    )


def in_review(*, before: int | None = None, shown: int = ALL) -> Listed:
    """Submitted and not yet looked at, live ones with a newer text too."""
    return _listed(before, shown, _ids(Article.submitted_at > _BEGINNING))


def needs_check(
    *, before: int | None = None, shown: int = ALL, owner: User | None = None
) -> Listed:
    """Published articles whose review interval ran out, or whose source changed since.

    owner -- only what this person looks after, by article or by collection.
    """
    mine = [_is_kept_by(owner)] if owner else []
    return _listed(before, shown, *_due(*mine))


def owners_with_work() -> list[int]:
    """Ids of those who look after anything that needs a check."""
    keeper = func.coalesce(Article.owner_id, Collection.owner_id)
    (number,) = union(*_due()).subquery().columns
    of_due = (
        select(keeper)
        .select_from(Article)
        .join(Collection, Collection.id == Article.collection_id)
        .where(Article.id.in_(select(number)), keeper.is_not(None))
    )
    return list(db.session.scalars(of_due.distinct().order_by(keeper)))


def _is_kept_by(owner: User) -> ColumnElement[bool]:
    shelves = select(Collection.id).where(Collection.owner_id == owner.id)
    by_shelf = and_(Article.owner_id.is_(None), Article.collection_id.in_(shelves))
    return or_(Article.owner_id == owner.id, by_shelf)


def _due(*also: ColumnElement[bool]) -> list[Select[Any]]:
    due = [_ids(Article.source_changed_at > _BEGINNING, _IS_OUT, *also)]
    intervals = list(_intervals())
    for start in range(0, len(intervals), AT_ONCE):
        any_due = [_is_due(days, whose) for days, whose in intervals[start : start + AT_ONCE]]
        due.append(_ids(or_(*any_due), _IS_OUT, *also))
    return due


def _is_due(days: int, whose: ColumnElement[bool]) -> ColumnElement[bool]:
    checked, day = Article.checked_on, today()
    latest = day - timedelta(days=min(days, day.toordinal() - 1))
    return or_(and_(whose, checked.is_(None)), and_(whose, checked < latest))


def conflicts(*, shown: int = ALL) -> Listed:
    """Articles whose file and text here both changed, and nobody has chosen since."""
    later = aliased(Revision)
    chosen = exists().where(later.article_id == Revision.article_id, later.number > Revision.number)
    return _listed(None, shown, select(Revision.article_id).where(Revision.is_conflict, ~chosen))


def _ids(*wanted: Any) -> Select[Any]:
    return select(Article.id).where(*wanted)


def _listed(before: int | None, shown: int, *ids: Select[Any]) -> Listed:
    """The newest of these."""
    (number,) = union(*ids).subquery().columns
    newest = select(number.label("id")).order_by(number.desc()).limit(ALL)
    if before is not None and before <= GREATEST_ID:
        newest = newest.where(number < before)
    page = newest.subquery()
    counted = select(page.c.id, func.count().over().label("total"))
    first = counted.order_by(page.c.id.desc()).limit(shown).subquery()
    rows = db.session.execute(
        select(Article, first.c.total)
        .join(first, first.c.id == Article.id)
        .options(
            joinedload(Article.collection).joinedload(Collection.owner),
            joinedload(Article.owner),
            joinedload(Article.submitter),
        )
        .order_by(Article.id.desc())
    ).all()
    return Listed(rows[0].total if rows else 0, [article for article, _total in rows])


def _intervals() -> Iterator[tuple[int, ColumnElement[bool]]]:
    """The review intervals there are, each with the articles that it is for.

    Of articles a step by index for each interval, however many of them have it; a collection's is
    for those that say nothing themselves.
    """
    first = select(func.min(Article.review_days).label("days")).cte(recursive=True)
    following = select(func.min(Article.review_days)).where(Article.review_days > first.c.days)
    steps = first.union_all(select(following.scalar_subquery()).where(first.c.days.is_not(None)))
    of_articles = select(steps.c.days, null()).where(steps.c.days.is_not(None))
    of_shelves = select(Collection.review_days, Collection.id)
    both = of_articles.union_all(of_shelves.where(Collection.review_days.is_not(None)))
    shelves = defaultdict[int, list[int]](list)
    for days, shelf in db.session.execute(both):
        if shelf is None:
            yield days, Article.review_days == days
        else:
            shelves[days].append(shelf)
    for days, numbers in shelves.items():
        yield days, and_(Article.review_days.is_(None), Article.collection_id.in_(numbers))
