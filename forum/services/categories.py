"""The forum's rooms: made, changed, put in order; and the people who moderate them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from accounts.models import Product, User
from accounts.services import audit
from core.audience import Audience
from core.db import db
from core.events import announce
from core.slugs import slugify
from forum.models import Category, Thread, category_moderator


class SlugTaken(Exception):
    """Another category has this address."""


class NotEmpty(Exception):
    """The category has threads; move them first."""


class WouldWiden(Exception):
    """More people would see its threads, and nobody has said yes to that."""


def all_categories(limit: int = 500) -> list[Category]:
    """Every category in its order, for settings pages."""
    return list(db.session.scalars(_by_place().limit(limit)))


def moderated_by(person: User, limit: int = 500) -> list[Category]:
    """The rooms this person keeps in order."""
    theirs = _by_place().join(category_moderator).where(category_moderator.c.user_id == person.id)
    return list(db.session.scalars(theirs.limit(limit)))


def _by_place() -> Select[Category]:
    return select(Category).order_by(Category.position, Category.id)


def add(
    *,
    names: Mapping[str, str],
    by: User | None,
    descriptions: Mapping[str, str] | None = None,
    slug: str = "",
    audience: Audience = Audience.PUBLIC,
    product: Product | None = None,
    staff_start_only: bool = False,
) -> Category:
    """Open a room at the end of the list. Raises SlugTaken. The caller commits.

    names -- language -> name, at least one; slug -- made from a name when empty.
    """
    name = next((text for text in names.values() if text), "")
    slug = _free_slug(slug or slugify(name, 60) or "category")
    last = db.session.scalar(select(func.max(Category.position))) or 0
    category = Category(
        slug=slug,
        names=dict(names),
        descriptions=dict(descriptions or {}),
        audience=audience,
        product_id=product.id if product else None,
        staff_start_only=staff_start_only,
        position=last + 1,
    )
    db.session.add(category)
    db.session.flush()
    audit.record(by, "category.added", f"category:{category.id}", slug)
    return category


def change(
    category: Category,
    *,
    by: User,
    names: Mapping[str, str],
    descriptions: Mapping[str, str],
    audience: Audience,
    product: Product | None,
    staff_start_only: bool,
    may_widen: bool = False,
) -> None:
    """Change what a room is; search looks at its threads again. The caller commits.

    may_widen -- somebody saw that its threads become visible to more people and said yes.
    Raises WouldWiden without it.
    """
    was = category.audience
    if audience.width > was.width and not may_widen:
        raise WouldWiden(category.id)
    category.names = dict(names)
    category.descriptions = dict(descriptions)
    category.product_id = product.id if product else None
    category.staff_start_only = staff_start_only
    category.audience = audience
    db.session.flush()
    told = category.slug if was is audience else f"{category.slug}: {was} → {audience}"
    audit.record(by, "category.changed", f"category:{category.id}", told)
    if was is not audience:
        for thread_id in db.session.scalars(_threads_of(category)):
            announce("thread.changed", thread_id, actor_id=by.id)


def set_moderators(category: Category, people: Sequence[User], *, by: User) -> None:
    """Say who moderates the room (only people of the moderator's role do). The caller commits."""
    category.moderators = [person for person in people if person.is_moderator]
    db.session.flush()
    names = ", ".join(str(person.id) for person in category.moderators)
    audit.record(by, "category.moderators_changed", f"category:{category.id}", names)


def remove(category: Category, *, by: User) -> None:
    """Close an empty room. Raises NotEmpty. The caller commits."""
    if db.session.scalar(_threads_of(category).limit(1)) is not None:
        raise NotEmpty(category.id)
    audit.record(by, "category.removed", f"category:{category.id}", category.slug)
    db.session.delete(category)
    db.session.flush()


def _threads_of(category: Category) -> Any:
    return select(Thread.id).where(Thread.category_id == category.id)


def _free_slug(slug: str) -> str:
    taken = select(Category.id).where(Category.slug == slug)
    if db.session.scalar(taken) is not None:
        raise SlugTaken(slug)
    return slug
