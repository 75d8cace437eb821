"""Did this help? One answer a person and revision; a visitor's leaves no trace of who it was."""

from datetime import timedelta

from sqlalchemy import select

from accounts.models import User
from accounts.services import settings
from core.db import db
from core.events import announce
from core.ratelimits import count
from kb.models import Article, Feedback, FeedbackReason
from kb.services.publishing import count_feedback


class NotReadable(Exception):
    """There is no live text to speak about."""


def give(
    article: Article,
    *,
    is_helpful: bool,
    reason: FeedbackReason | None = None,
    words: str = "",
    by: User | None,
    address: str = "",
) -> Feedback:
    """Note what a reader says of the live revision; said again, the later word stands. Flushes.

    by      -- None for a visitor; then `address` (kept only as a digest) is held to the limit.
    Raises NotReadable, core.ratelimits.TooMany.
    """
    if article.live_revision_id is None:
        raise NotReadable(article.id)
    who = f"user:{by.id}" if by else address
    count("feedback", who, at_most=settings.get("feedback_per_day"), per=timedelta(days=1))
    feedback = _mine(article, by)
    feedback.is_helpful = is_helpful
    feedback.reason = None if is_helpful else reason
    feedback.words = words
    db.session.add(feedback)
    db.session.flush()
    count_feedback(article)
    announce("feedback.given", article.id)
    return feedback


def _mine(article: Article, by: User | None) -> Feedback:
    """This person's earlier word on the live revision, or a new one."""
    if by is not None:
        earlier = db.session.scalar(
            select(Feedback).where(
                Feedback.revision_id == article.live_revision_id, Feedback.user_id == by.id
            )
        )
        if earlier is not None:
            return earlier
    return Feedback(
        article_id=article.id,
        revision_id=article.live_revision_id,
        user_id=by.id if by else None,
    )


def latest_words(article: Article, limit: int = 20) -> list[Feedback]:
    """What readers wrote lately, of whichever revision (for staff)."""
    return list(
        db.session.scalars(
            select(Feedback)
            .where(Feedback.article_id == article.id, Feedback.is_helpful.is_(False))
            .order_by(Feedback.id.desc())
            .limit(limit)
        )
    )
