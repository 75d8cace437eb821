"""A collection that was renamed here: its files stand in the former folder until they are moved."""

from pathlib import Path

from sqlalchemy import select

from core.db import db
from core.events import Delivery
from core.i18n import LANGUAGES
from core.origins import FormerAddress
from kb.content import disk, files
from kb.content.exporting import index_bytes
from kb.content.waiting import RENAMER
from kb.content.writing import write_indexes
from kb.models import Collection

_ADDRESS = "/kb/collections/"


def carry_indexes(collection: Collection, folder: Path) -> None:
    """Bring its `_index.md` files along; the article's files follow one by one.

    A second one that stands at the new place already is kept, and the old one goes if it says
    nothing else. Safe to run again after a crash at any point.
    """
    for former in _former_slugs(collection):
        for language in LANGUAGES:
            old = folder / language / former / files.INDEX
            new = folder / language / collection.slug / files.INDEX
            present = disk.read(old)
            if present is None:
                continue
            if disk.read(new) is None:
                disk.move(old, new)
            elif index_bytes(collection, language, present) == present:
                disk.remove(old)
    write_indexes(collection, folder)


def on_their_way() -> dict[str, Collection]:
    """Former folder -> its collection, as long as the worker has not moved what stands there."""
    waiting = select(Delivery.subject_id).where(Delivery.handler == RENAMER)
    renamed = db.session.scalars(select(Collection).where(Collection.id.in_(waiting)))
    return {slug: collection for collection in renamed.all() for slug in _former_slugs(collection)}


def _former_slugs(collection: Collection) -> list[str]:
    """Where it stood before, but for what another collection has taken since."""
    led_on = select(FormerAddress.path).where(
        FormerAddress.kind == "collection", FormerAddress.subject_id == collection.id
    )
    paths = db.session.scalars(led_on)
    slugs = {path.removeprefix(_ADDRESS) for path in paths if path.startswith(_ADDRESS)}
    taken = db.session.scalars(select(Collection.slug).where(Collection.slug.in_(slugs)))
    return sorted(slugs - set(taken))
