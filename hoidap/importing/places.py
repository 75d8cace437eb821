"""Shelves and rooms: where imported documents stand. What has the same address here is the same."""

from collections.abc import Callable

from sqlalchemy import select

from core.db import db
from core.origins import note_addresses, note_origin, origins_of
from core.slugs import slugify
from core.text import clean_line, clean_text
from forum.models import Category
from hoidap.importing.records import Room, Shelf
from hoidap.importing.report import Report, Step
from hoidap.importing.source import Options
from kb.models import Collection

NAME_LENGTH = 120
DESCRIPTION_LENGTH = 500


def take_shelf(shelf: Shelf, options: Options, report: Report) -> None:
    """Make the collection, and those it stands in, unless they are here. Flushes."""
    slug = _path(shelf.slug, shelf.ref)
    _take(shelf, "collection", lambda: _collection(slug, shelf), options, report)
    if shelf.addresses:
        place = origins_of(options.name, "collection", [shelf.ref])[shelf.ref]
        for path in note_addresses("collection", place.subject_id, shelf.addresses):
            report.note("old address that leads elsewhere already", path)


def take_room(room: Room, options: Options, report: Report) -> None:
    """Make the category unless it is here. Flushes."""
    slug = slugify(room.slug, 60) or f"category-{slugify(room.ref) or 'imported'}"
    _take(room, "category", lambda: _category(slug, room, options), options, report)


def place_ids(kind: str, refs: set[str], options: Options) -> dict[str, int]:
    """Collection or category ids by ref; one that no record described gets a place by its name."""
    found = {ref: o.subject_id for ref, o in origins_of(options.name, kind, refs).items()}
    for ref in sorted(refs - set(found)):
        names = {options.language: ref or options.name}
        slug = slugify(ref or options.name, 60) or "imported"
        place = (
            _collection(slug, Shelf(ref, slug, names))
            if kind == "collection"
            else _category(slug, Room(ref, slug, names), options)
        )
        note_origin(options.name, kind, ref, place.id)
        found[ref] = place.id
    return found


def _take(
    record: Shelf | Room,
    kind: str,
    make: Callable[[], Collection | Category],
    options: Options,
    report: Report,
) -> None:
    origin = origins_of(options.name, kind, [record.ref]).get(record.ref)
    if origin is not None:
        report.count(kind, Step.UNCHANGED)
        return
    place = make()
    report.count(kind, Step.NEW)
    note_origin(options.name, kind, record.ref, place.id)


def _collection(slug: str, shelf: Shelf) -> Collection:
    found = db.session.scalar(select(Collection).where(Collection.slug == slug))
    if found is not None:
        found.names = _names(shelf) | found.names
        return found
    parent_slug = slug.rpartition("/")[0]
    parent = None
    if parent_slug:
        last = parent_slug.rpartition("/")[2]
        names = dict.fromkeys(shelf.names, last)
        parent = _collection(parent_slug, Shelf(parent_slug, parent_slug, names))
    made = Collection(
        slug=slug,
        names=_names(shelf),
        descriptions=_descriptions(shelf),
        position=shelf.position,
        parent_id=parent.id if parent else None,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _category(slug: str, room: Room, options: Options) -> Category:
    audience = min(room.audience, options.audience, key=lambda each: each.width)
    found = db.session.scalar(select(Category).where(Category.slug == slug))
    if found is not None and found.audience.width > audience.width:
        # Its readers are not all meant to read what comes.
        return _category(f"{slug}-{audience}", room, options)
    if found is not None:
        return found
    made = Category(
        slug=slug,
        names=_names(room),
        descriptions=_descriptions(room),
        position=room.position,
        audience=audience,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _path(slug: str, ref: str) -> str:
    """Every part of a collection's path in a-z, 0-9 and hyphens."""
    parts = [slugify(part, 60) for part in slug.split("/")]
    return "/".join(part for part in parts if part) or slugify(ref, 60) or "imported"


def _names(record: Shelf | Room) -> dict[str, str]:
    return {lang: clean_line(name)[:NAME_LENGTH] for lang, name in record.names.items()}


def _descriptions(record: Shelf | Room) -> dict[str, str]:
    texts = record.descriptions.items()
    return {lang: clean_text(text)[:DESCRIPTION_LENGTH] for lang, text in texts}
