"""Tidy the tags that articles and threads share (both floors' rows move, so it stands up here)."""

from typing import NamedTuple

from sqlalchemy import ScalarSelect, Table, delete, func, select, update

from accounts.models import User
from accounts.services import audit
from core.db import db
from core.events import announce
from core.slugs import slugify
from core.tags import Tag
from forum.models import thread_tag
from kb.models import article_tag

LINKS: tuple[tuple[Table, str, str], ...] = (
    (article_tag, "article_id", "article.changed"),
    (thread_tag, "thread_id", "thread.changed"),
)


class TagExists(Exception):
    """Another tag has this name already: merge the two instead."""

    def __init__(self, other: Tag) -> None:
        super().__init__(other.slug)
        self.other = other


class Usage(NamedTuple):
    tag: Tag
    article_count: int
    thread_count: int


def usages(*, before: str | None = None, limit: int = 100) -> list[Usage]:
    """Tags by slug with how often each is used; `before` is the last slug of the page before."""
    articles = _count(article_tag)
    threads = _count(thread_tag)
    statement = select(Tag, articles, threads).order_by(Tag.slug).limit(limit)
    if before:
        statement = statement.where(Tag.slug > before)
    return [Usage(*row) for row in db.session.execute(statement)]


def _count(link: Table) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(link).where(link.c.tag_id == Tag.id)
    return counted.correlate(Tag).scalar_subquery()


def rename(tag: Tag, *, name: str, by: User) -> None:
    """Give a tag another name, and the address that follows from it.

    name -- plain text, 1 to 40 characters. Raises TagExists. The caller commits.
    """
    slug = slugify(name, 40) or name.casefold()
    other = db.session.scalar(select(Tag).where(Tag.slug == slug, Tag.id != tag.id))
    if other is not None:
        raise TagExists(other)
    audit.record(by, "tag.renamed", f"tag:{tag.id}", f"{tag.name} → {name}")
    tag.name, tag.slug = name, slug
    _announce_all(tag.id)


def merge(tag: Tag, *, into: Tag, by: User) -> None:
    """Hang all that carries `tag` under `into`, and drop `tag`. The caller commits."""
    _announce_all(tag.id)
    for link, column, _ in LINKS:
        own = link.c[column]
        twice = select(own).where(link.c.tag_id == into.id)
        db.session.execute(delete(link).where(link.c.tag_id == tag.id, own.in_(twice)))
        db.session.execute(update(link).where(link.c.tag_id == tag.id).values(tag_id=into.id))
    audit.record(by, "tag.merged", f"tag:{into.id}", f"{tag.name} → {into.name}")
    db.session.delete(tag)
    db.session.flush()


def _announce_all(tag_id: int) -> None:
    """What carries the tag is found by its name: search shall look again."""
    for link, column, event in LINKS:
        for thing_id in db.session.scalars(select(link.c[column]).where(link.c.tag_id == tag_id)):
            announce(event, thing_id)
