"""What the database says of an article, in the words of a file, so that both can be compared."""

from dataclasses import replace

from kb.content.files import ArticleFile, Front
from kb.content.json_values import from_json
from kb.models import Article, ArticleStatus, Revision
from kb.services.drafting import newest_revision


def path_of(article: Article) -> str:
    """Where its file belongs within the content folder."""
    return f"{article.language}/{article.collection.slug}/{article.slug}.md"


def text_of(article: Article) -> Revision | None:
    """The text that its file holds: what readers see, or before that the newest draft."""
    if article.status in (ArticleStatus.DRAFT, ArticleStatus.IN_REVIEW):
        return newest_revision(article, ours=True)
    return article.live_revision or newest_revision(article, ours=True)


def asked_of(article: Article, front: Front, file: ArticleFile) -> Front:
    """While the file's text waits for a reviewer, the file goes on asking for it.

    front -- what the article says (`front_of`). file -- as it was taken in last.
    """
    if not article.is_submitted_by_file:
        return front
    text = newest_revision(article, ours=True)
    if text is None:
        return front
    asks = file.front
    return replace(
        front,
        title=text.title,
        summary=text.summary,
        body=text.body,
        status=asks.status,
        audience=asks.audience,
        checked_on=asks.checked_on,
    )


def front_of(article: Article) -> Front | None:
    """The article as a file would say it, or None as long as it has no text."""
    text = text_of(article)
    if text is None:
        return None
    group = article.translation_group
    return Front(
        title=text.title,
        summary=text.summary,
        products=tuple(sorted(product.slug for product in article.products)),
        tags=tuple(tag.name for tag in sorted(article.tags, key=lambda tag: tag.slug)),
        keywords=tuple(article.keywords),
        kind=article.kind,
        effective_on=article.effective_on,
        audience=article.audience,
        status=article.status,
        featured=article.is_featured,
        position=article.position,
        owner=article.owner_id,
        checked_on=article.checked_on,
        review_days=article.review_days,
        translation_of=group if group != article.key else None,
        source=from_json(article.source),
        extra=from_json(article.front_matter),
        body=text.body,
    )
