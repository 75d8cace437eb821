"""Something an article rests on is not as it was: somebody should read it again."""

from core.clock import now
from core.db import db
from core.events import announce
from kb.models import Article


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
