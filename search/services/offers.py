"""What a results page offers beside its hits, and what there is to read without an index."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import joinedload

from accounts.models import Product
from core.audience import audiences_of
from core.db import db
from core.i18n import LANGUAGES, in_language
from core.permissions import Actor
from forum.models import Category
from kb.models import Article, Collection
from kb.services.visibility import is_visible_to

Choice = tuple[str, str]  # slug, name
MOST_TAGS = 10


class Offer(NamedTuple):
    """A value that one may narrow to. name -- "" where the page knows it; hits -- that are left."""

    value: str
    name: str
    hits: int


def facets(
    counts: Mapping[str, Mapping[str, int]],
    chosen: Mapping[str, str],
    places: Mapping[str, list[Choice]],
    actor: Actor,
) -> dict[str, list[Offer]]:
    """The values that leave something, and the one chosen, for each facet.

    counts -- by facet and value, as search counted them; places -- the names of those that have
    one, in the order in which they are offered.
    """
    offers = {facet: _offers(counts.get(facet, {}), named) for facet, named in places.items()}
    tags = list(counts.get("tag", {}).items())
    kept = [each for each in tags[:MOST_TAGS] if each[1]]
    kept += [each for each in tags if each[0] == chosen["tag"] and each not in kept]
    offers["tag"] = [Offer(slug, f"#{slug}", count) for slug, count in kept]
    offers["language"] = _offers(counts.get("language", {}), list(LANGUAGES.items()))
    statuses = counts.get("status", {})
    offers["status"] = [
        Offer(status, "", count)
        for status, count in statuses.items()
        if actor.is_staff or status != "needs_check"  # the staff's worry
    ]
    return offers


def _offers(counts: Mapping[str, int], named: list[Choice]) -> list[Offer]:
    return [Offer(slug, name, counts[slug]) for slug, name in named if slug in counts]


def products() -> list[Choice]:
    return _choices(_PRODUCTS)


_PRODUCTS = (  # built once, as is what follows: each search asks
    select(Product.slug, Product.names).order_by(Product.position, Product.id).limit(100)
)


def collections(actor: Actor) -> list[Choice]:
    """The collections that hold something this person may read."""
    holds = exists().where(Article.collection_id == Collection.id, is_visible_to(actor))
    wanted = select(Collection.slug, Collection.names).where(holds)
    return _choices(wanted.order_by(Collection.position, Collection.id).limit(200))


def categories(actor: Actor) -> list[Choice]:
    return _choices(_CATEGORIES, audiences=audiences_of(actor))


_CATEGORIES = (
    select(Category.slug, Category.names)
    .where(Category.audience.in_(bindparam("audiences", expanding=True)))
    .order_by(Category.position, Category.id)
    .limit(200)
)


def _choices(wanted: Select[str, dict[str, str]], **asked: Any) -> list[Choice]:
    rows = db.session.execute(wanted, asked)
    return [(slug, in_language(names) or slug) for slug, names in rows]


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
