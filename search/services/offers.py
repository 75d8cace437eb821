"""What a results page offers beside its hits, and what there is to read without an index."""

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from accounts.models import Product
from core.audience import audiences_of
from core.db import db
from core.permissions import Actor
from forum.models import Category
from kb.models import Article, Collection
from kb.services.visibility import is_visible_to

Choice = tuple[str, str]  # slug, name


def products() -> list[Choice]:
    rows = db.session.scalars(select(Product).order_by(Product.position, Product.id).limit(100))
    return [(row.slug, row.name) for row in rows]


def collections(actor: Actor) -> list[Choice]:
    """The collections that hold something this person may read."""
    holds = exists().where(Article.collection_id == Collection.id, is_visible_to(actor))
    wanted = select(Collection).where(holds)
    rows = db.session.scalars(wanted.order_by(Collection.position, Collection.id).limit(200))
    return [(row.slug, row.name) for row in rows]


def categories(actor: Actor) -> list[Choice]:
    wanted = select(Category).where(Category.audience.in_(audiences_of(actor)))
    rows = db.session.scalars(wanted.order_by(Category.position, Category.id).limit(200))
    return [(row.slug, row.name) for row in rows]


def without_index(actor: Actor, language: str) -> list[Article]:
    """Featured, then recent articles: what there is to read while search is away."""
    return list(
        db.session.scalars(
            select(Article)
            .where(is_visible_to(actor), Article.language == language)
            .options(joinedload(Article.collection), joinedload(Article.live_revision))
            .order_by(Article.is_featured.desc(), Article.published_at.desc(), Article.id.desc())
            .limit(8)
        )
    )
