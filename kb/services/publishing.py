"""What readers see: published, taken back, archived, checked, and for whom."""

from datetime import datetime

from sqlalchemy import func, select

from accounts.models import User
from accounts.services import audit
from core.audience import Audience
from core.clock import now, today
from core.db import db
from core.events import announce
from kb.models import Article, ArticleStatus, Feedback, Revision
from kb.services import checking, translations
from kb.services.drafting import newest_revision, withdraw
from kb.services.variables import note_uses


class NothingToPublish(Exception):
    """The article has no text."""


class AlreadyPublished(Exception):
    """A time in the future would take away what readers see now."""


class Widened(Exception):
    """The audience grew since the page that said what becomes visible was drawn."""


def publish(article: Article, *, by: User, at: datetime | None = None, seen: str = "") -> Revision:
    """Make the newest text the live one, now or at a time to come. Flushes.

    at -- from when on it is shown; None or past: at once.
    seen -- as for `check`, since it counts as one.
    Raises NothingToPublish, AlreadyPublished, checking.NotSeen.
    """
    revision = newest_revision(article, ours=True)
    if revision is None or not revision.body.strip():
        raise NothingToPublish(article.id)
    is_later = at is not None and at > now()
    if is_later and article.is_public_now:
        raise AlreadyPublished(article.id)
    checking.hold_to(article, seen)
    make_live(article, revision)
    article.checked_on = today()
    article.source_changed_at = None
    if is_later:
        article.publish_at = at
        article.published_at = None
        audit.record(by, "article.scheduled", f"article:{article.id}", str(at))
        announce("article.changed", article.id, actor_id=by.id)
    else:
        article.publish_at = None
        article.published_at = now()
        audit.record(by, "article.published", f"article:{article.id}", f"#{revision.number}")
        announce("article.published", article.id, actor_id=by.id)
        announce("article.changed", article.id, actor_id=by.id)
    announce("article.checked", article.id, actor_id=by.id)
    db.session.flush()
    return revision


def make_live(article: Article, revision: Revision) -> None:
    """Show our newest text to readers; what they said of another one does not count for it."""
    withdraw(article)
    article.status = ArticleStatus.PUBLISHED
    article.archived_at = None
    translations.note_source(article)
    article.has_newer_text = False
    article.title, article.summary = revision.title, revision.summary
    if article.live_revision_id != revision.id:
        article.live_revision = revision
        db.session.flush()
        count_feedback(article)
        note_uses(article, revision)


def count_feedback(article: Article) -> None:
    """Bring the counts of the live revision in line with what was given."""
    rows = db.session.execute(
        select(Feedback.is_helpful, func.count())
        .where(Feedback.revision_id == article.live_revision_id)
        .group_by(Feedback.is_helpful)
    )
    counts = {row[0]: row[1] for row in rows}
    article.helpful_count = counts.get(True, 0)
    article.unhelpful_count = counts.get(False, 0)


def publish_due() -> int:
    """Announce what was scheduled and whose time has come; return how many. The caller commits."""
    due = select(Article).where(
        Article.status == ArticleStatus.PUBLISHED, Article.publish_at <= now()
    )
    articles = db.session.scalars(due.limit(100)).all()
    for article in articles:
        article.published_at = article.publish_at
        article.publish_at = None
        audit.record(None, "article.published", f"article:{article.id}")
        announce("article.published", article.id)
        announce("article.changed", article.id)
    return len(articles)


def unpublish(article: Article, *, by: User) -> None:
    """Take it back into a draft: readers no longer see it. The caller commits."""
    if article.status is not ArticleStatus.PUBLISHED:
        return
    article.status = ArticleStatus.IN_REVIEW if article.submitted_at else ArticleStatus.DRAFT
    article.publish_at = None
    audit.record(by, "article.unpublished", f"article:{article.id}")
    announce("article.changed", article.id, actor_id=by.id)


def archive(article: Article, *, by: User | None, reason: str = "") -> None:
    """Take it out of sight for good; it stays for staff. The caller commits."""
    if article.status is ArticleStatus.ARCHIVED:
        return
    withdraw(article)
    article.status = ArticleStatus.ARCHIVED
    article.archived_at = now()
    article.publish_at = None
    audit.record(by, "article.archived", f"article:{article.id}", reason)
    announce("article.archived", article.id, actor_id=by.id if by else None)


def check(article: Article, *, by: User, seen: str = "") -> None:
    """Somebody read it today and it is still right. The caller commits.

    seen -- what they were shown of its source (checking.Doubts). Raises checking.NotSeen.
    """
    checking.hold_to(article, seen)
    article.checked_on = today()
    article.source_changed_at = None
    audit.record(by, "article.checked", f"article:{article.id}")
    announce("article.checked", article.id, actor_id=by.id)
    announce("article.changed", article.id, actor_id=by.id)


def change_audience(
    article: Article, audience: Audience, *, by: User, shown: Audience | None
) -> None:
    """Let others read it.

    shown -- the audience that stood on the page where the person agreed; None: none did. Raises
             Widened when a colleague narrowed it meanwhile, so that the step would be greater than
             was said.
    """
    if audience.width > article.audience.width and shown is not article.audience:
        raise Widened(article.id)
    if audience is article.audience:
        return
    words = f"{article.audience} → {audience}"
    article.audience = audience
    audit.record(by, "article.audience_changed", f"article:{article.id}", words)
    announce("article.changed", article.id, actor_id=by.id)
