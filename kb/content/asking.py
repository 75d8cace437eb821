"""What a file cannot do by itself: put a text before readers that nobody else has read, where the
site asks for a second pair of eyes, and let more people read an article that is here already."""

from accounts.services import settings
from kb.content.files import ArticleFile
from kb.models import Article, ArticleStatus


def needs_reviewer(article: Article | None, file: ArticleFile) -> bool:
    """Whether what the file says waits for staff, and readers keep what they have.

    article -- None: a new file.
    """
    if file.front.status is not ArticleStatus.PUBLISHED:
        return False
    if article is not None and is_wider(article, file):
        return True
    return bool(settings.get("reviewer_must_differ")) and not _is_read_already(article, file)


def is_wider(article: Article, file: ArticleFile) -> bool:
    """Whether more people could read it than may now."""
    return file.front.audience.width > article.audience.width


def _is_read_already(article: Article | None, file: ArticleFile) -> bool:
    live = article.live_revision if article is not None and article.is_public_now else None
    if live is None:
        return False
    front = file.front
    said = (front.title, front.summary, front.body.strip())
    return (live.title, live.summary, live.body.strip()) == said
