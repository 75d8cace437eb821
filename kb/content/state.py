"""What the database says of an article, in the words of a file, so that both can be compared."""

from datetime import date
from typing import Any

from kb.content.files import Front
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


def to_json(value: Any) -> Any:
    """Front matter as JSON can keep it: a day becomes {"$date": …}, so that it stays a day."""
    if isinstance(value, dict):
        return {str(name): to_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [to_json(one) for one in value]
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    return value if value is None or isinstance(value, str | int | float) else str(value)


def from_json(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"$date"}:
            text = str(value["$date"])
            return date.fromisoformat(text) if len(text) == 10 else text
        return {name: from_json(one) for name, one in value.items()}
    return [from_json(one) for one in value] if isinstance(value, list) else value
