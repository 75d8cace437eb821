"""Something an article rests on is not as it was: somebody should read it again."""

from datetime import UTC, datetime, time

from accounts.services import audit
from core.clock import now
from core.db import db
from core.events import announce
from kb.models import Article

CHECKS = ("article.checked", "article.published", "article.scheduled")


def call_for_check(article: Article) -> None:
    """Let the article need a check; one that needs it already waits since the first time. Flushes.

    Its owner is told by the handler of `article.doubted`.
    """
    if article.source_changed_at is not None:
        return
    article.source_changed_at = now()
    db.session.flush()
    announce("article.doubted", article.id)
    announce("article.changed", article.id)


def last_check(article: Article) -> datetime:
    """When somebody last said that it is right, by publishing or checking it, here or in its file.

    A file names a day: what was said on that day counts as said afterwards.
    """
    noted = audit.last(f"article:{article.id}", *CHECKS) or article.created_at
    if article.checked_on is not None and article.checked_on > noted.date():
        return datetime.combine(article.checked_on, time.min, UTC)
    return noted
