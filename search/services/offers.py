"""What a results page offers beside its hits, and what there is to read without an index."""

from sqlalchemy import select

from accounts.models import Product
from core.audience import audiences_of
from core.db import db
from core.permissions import Actor
from forum.models import Category
from kb.models import Article, ArticleStatus, Collection


def products() -> list[Product]:
    return list(
        db.session.scalars(select(Product).order_by(Product.position, Product.id).limit(100))
    )


def collections(actor: Actor) -> list[Collection]:
    """The collections that hold something this person may read."""
    held = select(Article.collection_id).where(
        Article.status == ArticleStatus.PUBLISHED, Article.audience.in_(audiences_of(actor))
    )
    wanted = select(Collection).where(Collection.id.in_(held))
    return list(db.session.scalars(wanted.order_by(Collection.position, Collection.id).limit(200)))


def categories(actor: Actor) -> list[Category]:
    wanted = select(Category).where(Category.audience.in_(audiences_of(actor)))
    return list(db.session.scalars(wanted.order_by(Category.position, Category.id).limit(200)))


def without_index(actor: Actor, language: str) -> list[Article]:
    """Featured, then recent articles: what there is to read while search is away."""
    return list(
        db.session.scalars(
            select(Article)
            .where(
                Article.status == ArticleStatus.PUBLISHED,
                Article.live_revision_id.is_not(None),
                Article.publish_at.is_(None),
                Article.audience.in_(audiences_of(actor)),
                Article.language == language,
            )
            .order_by(Article.is_featured.desc(), Article.published_at.desc())
            .limit(8)
        )
    )
