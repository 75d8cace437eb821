"""The shelves of the knowledge base: made and renamed in the settings."""

from sqlalchemy import select

from accounts.models import User
from accounts.services import audit
from core.db import db
from core.events import announce
from core.slugs import slugify
from kb.models import Collection


def listed(limit: int = 500) -> list[Collection]:
    """All collections in their order, empty ones too."""
    by_place = select(Collection).order_by(Collection.position, Collection.slug)
    return list(db.session.scalars(by_place.limit(limit)))


def add(
    names: dict[str, str],
    descriptions: dict[str, str],
    *,
    icon: str = "book",
    parent: Collection | None = None,
    position: int = 0,
    by: User,
) -> Collection:
    """A new shelf; its slug (the folder of its files) is made of its name. Flushes."""
    shelf = Collection(
        slug=_free_slug(names, parent),
        names=names,
        descriptions=descriptions,
        icon=icon or "book",
        parent_id=parent.id if parent else None,
        position=position,
    )
    db.session.add(shelf)
    db.session.flush()
    audit.record(by, "collection.added", f"collection:{shelf.id}", shelf.name)
    announce("collection.changed", shelf.id, actor_id=by.id)
    return shelf


def change(
    shelf: Collection,
    names: dict[str, str],
    descriptions: dict[str, str],
    *,
    icon: str,
    position: int,
    by: User,
) -> None:
    """Other words, other place; folder and address stay. The caller commits."""
    shelf.names, shelf.descriptions = names, descriptions
    shelf.icon, shelf.position = icon or "book", position
    db.session.flush()
    audit.record(by, "collection.changed", f"collection:{shelf.id}", shelf.name)
    announce("collection.changed", shelf.id, actor_id=by.id)


def look_after(
    shelf: Collection, *, owner_id: int | None, review_days: int | None, by: User
) -> None:
    """Say who looks after its articles and how often, where they do not say so themselves.

    The caller commits.
    """
    if (shelf.owner_id, shelf.review_days) == (owner_id, review_days):
        return
    shelf.owner_id, shelf.review_days = owner_id, review_days
    db.session.flush()
    audit.record(by, "collection.changed", f"collection:{shelf.id}", shelf.name)


def _free_slug(names: dict[str, str], parent: Collection | None) -> str:
    own = slugify(names.get("vi") or names.get("en") or "", 60) or "collection"
    wanted = f"{parent.slug}/{own}" if parent else own
    taken = set(
        db.session.scalars(select(Collection.slug).where(Collection.slug.startswith(wanted)))
    )
    free = (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3)))
    return next(slug for slug in free if slug not in taken)
