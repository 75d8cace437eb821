"""Articles that want staff: on their way, to be checked, in conflict. Newest first, bounded.

Ids are found first, by indexes alone; only the rows that are shown are read.
"""

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
    or_,
    select,
    type_coerce,
    union,
)
from sqlalchemy.orm import aliased, joinedload

from core.clock import now, today
from core.db import GREATEST_ID, db
from kb.models import Article, ArticleStatus, Revision

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


def needs_check(*, before: int | None = None, shown: int = ALL) -> Listed:
    """Published articles whose review interval ran out, or whose source changed since."""
    due = [_ids(Article.source_changed_at > _BEGINNING, _IS_OUT)]
    intervals = list(_intervals())
    for start in range(0, len(intervals), AT_ONCE):
        any_due = [_is_due(days) for days in intervals[start : start + AT_ONCE]]
        due.append(_ids(or_(*any_due), _IS_OUT))
    return _listed(before, shown, *due)


def _is_due(days: int) -> ColumnElement[bool]:
    checked, day = Article.checked_on, today()
    latest = day - timedelta(days=min(days, day.toordinal() - 1))
    return or_(
        and_(Article.review_days == days, checked.is_(None)),
        and_(Article.review_days == days, checked < latest),
    )


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
            joinedload(Article.collection),
            joinedload(Article.owner),
            joinedload(Article.submitter),
        )
        .order_by(Article.id.desc())
    ).all()
    return Listed(rows[0].total if rows else 0, [article for article, _total in rows])


def _intervals() -> Iterator[int]:
    """The review intervals there are: a step by index for each, however many articles have it."""
    first = select(func.min(Article.review_days).label("days")).cte(recursive=True)
    following = select(func.min(Article.review_days)).where(Article.review_days > first.c.days)
    steps = first.union_all(select(following.scalar_subquery()).where(first.c.days.is_not(None)))
    yield from db.session.scalars(select(steps.c.days).where(steps.c.days.is_not(None)))
