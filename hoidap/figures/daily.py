"""The two numbers of each figure, by day, for as long as the longest period looks back."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from accounts.models import Role, User
from core import tallies
from core.clock import today
from core.db import db
from forum.models import Reuse, Thread, ThreadType
from hoidap.figures.periods import first_day
from kb.models import Article, ArticleDay, ArticleStatus, Feedback
from search.models import Gap, SearchDay
from search.services.days import midnight

NAME = "figures"
DAY = timedelta(days=1)
Days = dict[str, list[float]]


def renew() -> None:
    """Count anew. The caller commits."""
    tallies.renew({NAME: count})


def read() -> dict[str, Days]:
    """Figure -> ISO day -> its two numbers."""
    return tallies.read(NAME, count)


def count() -> dict[str, Any]:
    since = first_day()
    return {
        **_searching(since),
        "link_rate": _link_rate(since),
        "reuse": _sums(Reuse.created_at, since, func.count(), 0),
        "first": _self_service_first(since),
        **_publishing(since),
        "freshness": _freshness(since),
        "helpful": _sums(
            Feedback.created_at, since, func.count().filter(Feedback.is_helpful), func.count()
        ),
        "closed": _sums(
            Gap.answered_at,
            since,
            func.count().filter(Gap.head_id.is_(None)),
            func.sum(Gap.search_count),
        ),
    }


def _searching(since: date) -> dict[str, Days]:
    """All that comes of searches; what follows one may be of the next day, hence the bounds."""
    found: dict[str, Days] = {name: {} for name in ("searches", "failed", "opened", "self_service")}
    rows = db.session.execute(
        select(
            SearchDay.day,
            func.sum(SearchDay.search_count),
            func.sum(SearchDay.failed_count),
            func.sum(SearchDay.opened_count),
            func.sum(SearchDay.asked_count),
        )
        .where(SearchDay.day >= since)
        .group_by(SearchDay.day)
    )
    for day, searches, failed, opened, asked in rows:
        at = day.isoformat()
        found["searches"][at] = [searches, 0]
        found["failed"][at] = [failed, searches]
        found["opened"][at] = [min(opened, searches), searches]
        found["self_service"][at] = [max(0, searches - asked), searches]
    return found


def _sums(moment: Any, since: date, above: Any, below: Any, *where: ColumnElement[bool]) -> Days:
    day = func.date(moment)
    rows = db.session.execute(
        select(day, above, below).where(moment >= midnight(since), *where).group_by(day)
    )
    return {str(at): [one, other] for at, one, other in rows}


# What people may see, private ones too; hidden and held ones are none.
_IS_QUESTION = and_(
    Thread.type == ThreadType.QUESTION, Thread.hidden_at.is_(None), Thread.held_at.is_(None)
)


def _link_rate(since: date) -> Days:
    is_reused = select(Reuse.id).where(Reuse.thread_id == Thread.id).exists()
    has_article = or_(Thread.article_id.is_not(None), is_reused)
    above = func.sum(case((has_article, 1), else_=0))
    return _sums(Thread.created_at, since, above, func.count(), _IS_QUESTION)


def _self_service_first(since: date) -> Days:
    """Of the questions of customers: staff ask the community for others."""
    is_after = or_(Thread.search_words.is_not(None), Thread.asked_from_id.is_not(None))
    asks = select(User.id).where(User.id == Thread.author_id, User.role == Role.CUSTOMER).exists()
    above = func.sum(case((is_after, 1), else_=0))
    return _sums(Thread.created_at, since, above, func.count(), _IS_QUESTION, asks)


def _publishing(since: date) -> dict[str, Days]:
    """How long it took until a thread had its article, and how often none waited for it."""
    to_article: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    at_once: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0])
    rows: Any = db.session.execute(
        select(Thread.created_at, Thread.solved_at, Article.published_at)
        .join(Article, Article.id == Thread.article_id)
        .where(Article.published_at >= midnight(since), Thread.created_at < Article.published_at)
    )
    for begun, solved, published in rows:
        day = published.date().isoformat()
        to_article[day][0] += (published - begun) / DAY
        to_article[day][1] += 1
        at_once[day][0] += solved is None or published <= solved + DAY
        at_once[day][1] += 1
    return {"to_article": dict(to_article), "at_once": dict(at_once)}


def _freshness(since: date) -> Days:
    needing = {
        article.id
        for article in db.session.scalars(
            select(Article).where(
                Article.status == ArticleStatus.PUBLISHED,
                or_(Article.review_days.is_not(None), Article.source_changed_at.is_not(None)),
            )
        )
        if article.needs_check
    }
    found: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0])
    rows = db.session.execute(
        select(ArticleDay.day, ArticleDay.article_id, ArticleDay.view_count).where(
            ArticleDay.day >= since, ArticleDay.day <= today()
        )
    )
    for day, article, views in rows:
        pair = found[day.isoformat()]
        pair[0] += 0 if article in needing else views
        pair[1] += views
    return dict(found)
