"""Members say whether what an article says worked for them, and two failures call for a check.

The rule: two different people for whom it did not work, both told since the last check or the last
publishing (whichever is later), however many it worked for.
"""

from collections.abc import Collection
from datetime import date, timedelta

from flask_login import current_user
from sqlalchemy import func, select

from accounts.models import User
from accounts.services import settings
from core import trials
from core.db import db
from core.panels import Panel, panel
from core.permissions import Actor
from core.ratelimits import count
from kb.models import Article, ArticleProof
from kb.services import checking

FAILURES = 2  # people, each of whom has one word
SHOWN = 20


def prove(
    article: Article,
    *,
    by: User,
    has_worked: bool,
    tried_on: date,
    version: str = "",
    words: str = "",
) -> None:
    """Note whether it worked for this person; said again, the later word stands.

    version -- of the product, as they typed it; words -- for staff alone.
    Raises core.ratelimits.TooMany. The caller commits.
    """
    most = settings.get("feedback_per_day")
    count("kb.proof", str(by.id), at_most=most, per=timedelta(days=1))
    said = {"has_worked": has_worked, "version": version, "words": words, "tried_on": tried_on}
    trials.note(ArticleProof, {"article_id": article.id}, by.id, **said)
    if not has_worked and len(fresh_failures(article)) >= FAILURES:
        checking.call_for_check(article)


def take_back(article: Article, *, by: User) -> None:
    trials.take_back(ArticleProof, {"article_id": article.id}, by.id)


def tally(article: Article, *, for_: Actor) -> trials.Tally:
    """For how many it worked. One query."""
    about = ArticleProof.article_id == article.id
    row = db.session.execute(select(*trials.columns(ArticleProof, about, for_.id))).one()
    return trials.Tally.of(row)


def fresh_failures(article: Article) -> list[ArticleProof]:
    """For whom it did not work since somebody said that it is right, the latest first."""
    told_at = func.coalesce(ArticleProof.updated_at, ArticleProof.created_at)
    failed = select(ArticleProof).where(
        ArticleProof.article_id == article.id,
        ArticleProof.has_worked.is_(False),
        told_at > checking.last_check(article),
    )
    return list(db.session.scalars(failed.order_by(ArticleProof.id.desc()).limit(SHOWN)))


@panel("article proofs")
def proofs_panel(article: Article, _linked: Collection[str] = ()) -> Panel | None:
    if not article.is_public_now:
        return None
    return Panel("kb/articles/_proofs.html", {"tally": tally(article, for_=current_user)})


@panel("source changes")
def failures_panel(article: Article, _linked: Collection[str] = ()) -> Panel | None:
    found = fresh_failures(article)
    if not found or (len(found) < FAILURES and article.source_changed_at is None):
        return None
    return Panel("_partials/_failures.html", {"failures": found}, trials.stamp(found))
