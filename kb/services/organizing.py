"""Where an article stands and by which words it is found: everything but its text."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from accounts.models import Product, User
from accounts.services import audit
from core import tags as tagging
from core.db import db
from core.events import announce
from kb.models import Article, ArticleKind, Collection
from kb.services.drafting import free_slug


def organize(  # noqa: PLR0913 -- all of it stands on one page
    article: Article,
    *,
    collection: Collection,
    products: Sequence[Product],
    tags: list[str],
    keywords: list[str],
    is_featured: bool,
    position: int,
    owner_id: int | None,
    review_days: int | None,
    kind: ArticleKind,
    effective_on: date | None,
    by: User,
) -> None:
    """Put the article in its place. Moved to another collection it may need another file name.

    position -- of its collection's articles those with smaller numbers come first.
    """
    if collection.id != article.collection_id:
        taken = select(Article.id).where(
            Article.collection_id == collection.id,
            Article.language == article.language,
            Article.slug == article.slug,
        )
        if db.session.scalar(taken) is not None:
            article.slug = free_slug(
                article.title, language=article.language, collection=collection
            )
        article.collection = collection
    article.products = list(products)
    article.tags = tagging.named(tags)
    article.keywords = keywords
    article.is_featured, article.position = is_featured, position
    article.owner_id, article.review_days = owner_id, review_days
    article.kind, article.effective_on = kind, effective_on
    db.session.flush()
    audit.record(by, "article.organized", f"article:{article.id}")
    announce("article.changed", article.id, actor_id=by.id)
