"""A collection's folder and address get another name; the old addresses lead on."""

from sqlalchemy import ColumnElement, or_, select

from accounts.models import User
from accounts.services import audit
from core.db import db
from core.events import announce
from core.origins import lead_on
from kb.models import Collection


class SlugTaken(Exception):
    """Another collection stands there."""


def rename(shelf: Collection, name: str, *, by: User) -> None:
    """Call the last part of its slug `name`, and let what stands within it move along. Flushes.

    name -- a-z, 0-9 and hyphens. Raises SlugTaken. The worker moves the files.
    """
    old, above = shelf.slug, shelf.slug.rpartition("/")[0]
    new = f"{above}/{name}" if above else name
    if new == old:
        return
    if db.session.scalar(select(Collection.id).where(_at_or_in(new)).limit(1)) is not None:
        raise SlugTaken(new)
    for one in db.session.scalars(select(Collection).where(_at_or_in(old))).all():
        lead_on("collection", one.id, one.url)
        one.slug = new + one.slug.removeprefix(old)
        announce("collection.renamed", one.id, actor_id=by.id)
    db.session.flush()
    audit.record(by, "collection.renamed", f"collection:{shelf.id}", f"{old} → {new}")


def _at_or_in(slug: str) -> ColumnElement[bool]:
    return or_(Collection.slug == slug, Collection.slug.startswith(f"{slug}/", autoescape=True))
