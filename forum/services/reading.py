"""What there is to read: one thing found through what a person may see, and the rooms."""

from typing import NamedTuple

from flask import abort
from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accounts.models import Product
from core.audience import Audience, audiences_of
from core.db import db
from core.i18n import in_language
from core.permissions import Actor
from core.tags import Tag
from forum import permissions
from forum.models import Category, Post, Thread
from forum.services import counting


class CategoryLine(NamedTuple):
    slug: str
    names: dict[str, str]
    icon: str
    audience: Audience
    thread_count: int

    @property
    def name(self) -> str:
        return in_language(self.names) or self.slug

    @property
    def url(self) -> str:
        return f"/forum/categories/{self.slug}"


# One thing, found through what one may see.


_THREAD = (
    select(Thread)
    .where(Thread.id == bindparam("id"))
    .options(
        joinedload(Thread.category),
        joinedload(Thread.author),
        joinedload(Thread.product),
        joinedload(Thread.owner),
        selectinload(Thread.tags),  # joined, SQLite would gather every thread's tags first
        joinedload(Thread.accepted_post).joinedload(Post.author),
    )
)


def find_thread(thread_id: int, *, for_: Actor) -> Thread:
    """The thread with what its page shows. 404 for what this person may not know of."""
    thread = db.session.scalar(_THREAD, {"id": thread_id})
    if thread is None or not permissions.see_thread(for_, thread):
        abort(404)
    return thread


def find_post(post_id: int, *, for_: Actor) -> Post:
    """The post with its thread. 404 for what this person may not know of; a stub is known."""
    found = (
        select(Post)
        .join(Post.thread)
        .join(Thread.category)
        .where(Post.id == post_id)
        .options(
            contains_eager(Post.thread).contains_eager(Thread.category),
            joinedload(Post.author),
        )
    )
    post = db.session.scalar(found)
    if post is None or not permissions.see_thread(for_, post.thread):
        abort(404)
    if post.is_held and not permissions.see_post(for_, post):
        abort(404)
    return post


def find_category(slug: str, *, for_: Actor) -> Category:
    """404 for a category whose audience this person does not belong to."""
    found = select(Category).where(Category.slug == slug).options(joinedload(Category.product))
    category = db.session.scalar(found)
    if category is None or not permissions.see_category(for_, category):
        abort(404)
    return category


def find_tag(slug: str | None) -> Tag | None:
    return db.session.scalar(select(Tag).where(Tag.slug == slug)) if slug else None


# Rooms and products.


def categories(actor: Actor) -> list[CategoryLine]:
    """The rooms this person may enter, in their order, with how many threads everybody sees."""
    counts = counting.in_rooms()
    rows = db.session.execute(
        select(Category.id, Category.slug, Category.names, Category.icon, Category.audience)
        .where(Category.audience.in_(audiences_of(actor)))
        .order_by(Category.position, Category.id)
        .limit(200)
    )
    return [
        CategoryLine(slug, names, icon, audience, counts.get(room, 0))
        for room, slug, names, icon, audience in rows
    ]


def startable_categories(actor: Actor) -> list[Category]:
    """Where this person may begin a thread."""
    rooms = select(Category).where(Category.audience.in_(audiences_of(actor)))
    if not actor.is_staff:
        rooms = rooms.where(Category.staff_start_only.is_(False))
    return list(db.session.scalars(rooms.order_by(Category.position, Category.id).limit(200)))


def products() -> list[Product]:
    return list(
        db.session.scalars(select(Product).order_by(Product.position, Product.id).limit(200))
    )
