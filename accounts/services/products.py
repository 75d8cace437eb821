"""What the company sells: the list of products, kept in the settings."""

from sqlalchemy import select

from accounts.models import Product, User
from accounts.services import audit
from core.db import db
from core.slugs import slugify


def listed(limit: int = 200) -> list[Product]:
    """All products in their order."""
    by_place = select(Product).order_by(Product.position, Product.id)
    return list(db.session.scalars(by_place.limit(limit)))


def add(
    names: dict[str, str], descriptions: dict[str, str], *, position: int = 0, by: User
) -> Product:
    """A new product; its address is made of its name. Flushes; the caller commits."""
    product = Product(
        slug=_free_slug(names), names=names, descriptions=descriptions, position=position
    )
    db.session.add(product)
    db.session.flush()
    audit.record(by, "product.added", f"product:{product.id}", product.name)
    return product


def change(
    product: Product,
    names: dict[str, str],
    descriptions: dict[str, str],
    *,
    position: int,
    by: User,
) -> None:
    """Other words, other place; the address stays. The caller commits."""
    product.names, product.descriptions, product.position = names, descriptions, position
    db.session.flush()
    audit.record(by, "product.changed", f"product:{product.id}", product.name)


def _free_slug(names: dict[str, str]) -> str:
    wanted = slugify(names.get("vi") or names.get("en") or "", 60) or "product"
    taken = set(db.session.scalars(select(Product.slug).where(Product.slug.startswith(wanted))))
    free = (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3)))
    return next(slug for slug in free if slug not in taken)
