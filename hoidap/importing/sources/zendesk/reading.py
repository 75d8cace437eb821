"""Zendesk's JSON as things of a known kind, one at a time, however the pages are wrapped.

`{"articles": […]}`, `{"data": {"articles": […]}}`, `{"results": […]}`, `{"article": {…}}`, a bare
list, a list of pages, one object alone, or one JSON text after another: backups have them all.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import ijson

# What stands under these names is of this kind, whatever it looks like.
KINDS = {
    "articles": "article",
    "article": "article",
    "sections": "section",
    "section": "section",
    "categories": "category",
    "category": "category",
    "translations": "translation",
    "translation": "translation",
    "users": "user",
    "user": "user",
    "article_attachments": "attachment",
    "attachments": "attachment",
}
_STEPS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}
_BOM = b"\xef\xbb\xbf"


class BrokenFile(Exception):
    """The file is no JSON from some place on; what came before it was read."""


class Thing(NamedTuple):
    kind: str  # article, section, category, translation, user, attachment, or "" when unknown
    under: str  # the name it stood under
    fields: dict[str, Any]


def things(path: Path) -> Iterator[Thing]:
    """Everything in the file. Memory holds one thing at a time. Raises BrokenFile."""
    with path.open("rb") as file:
        if file.read(3) != _BOM:
            file.seek(0)
        try:
            for under, item in _objects(file):
                yield from _things_in(under, item)
        except (ijson.JSONError, UnicodeDecodeError) as problem:
            words = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
            raise BrokenFile(words) from None


def _objects(file: IO[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a list, every object under a name we know, and what stood alone."""
    place = _Place()
    builder: ijson.ObjectBuilder | None = None
    depth = 0
    for event, value in ijson.basic_parse(file, multiple_values=True, use_float=True):
        if builder is None and place.begins_thing(event):
            builder = ijson.ObjectBuilder()
        if builder is None:
            if (alone := place.step(event, value)) is not None:
                yield "", alone
            continue
        builder.event(event, value)
        depth += _STEPS.get(event, 0)
        if depth == 0:
            yield place.name, builder.value
            builder = None


class _Place:
    """Where in the JSON we are, outside of the things themselves."""

    def __init__(self) -> None:
        self.around: list[str] = []  # start_map or start_array, outermost first
        self.name = ""  # the last one read
        self.alone: dict[str, Any] = {}  # plain values of the outermost object: maybe a thing

    def begins_thing(self, event: str) -> bool:
        if event != "start_map" or not self.around:
            return False
        return self.around[-1] == "start_array" or self.name in KINDS

    def step(self, event: str, value: Any) -> dict[str, Any] | None:
        """Go on; returns the outermost object's plain values at its end."""
        if event == "map_key":
            self.name = value
        elif _STEPS.get(event, 0) > 0:
            self.around.append(event)
        elif _STEPS.get(event, 0) < 0:
            self.around.pop()
            if not self.around:
                alone, self.alone, self.name = self.alone, {}, ""
                return alone
        elif self.around == ["start_map"]:
            self.alone[self.name] = value
        elif self.around == ["start_map", "start_array"]:
            self.alone.setdefault(self.name, []).append(value)
        return None


def _things_in(under: str, item: dict[str, Any]) -> Iterator[Thing]:
    kind = KINDS.get(under) or _kind_by_look(item)
    if not kind:
        pages = [name for name in KINDS if isinstance(item.get(name), list | dict)]
        for name in pages:
            inner = item[name] if isinstance(item[name], list) else [item[name]]
            for each in inner:
                if isinstance(each, dict):
                    yield from _things_in(name, each)
        if pages or not (under and item):
            return
    embedded = item.pop("translations", None)
    yield Thing(kind, under, item)
    for each in embedded if isinstance(embedded, list) else ():
        if isinstance(each, dict):
            ours = {"source_id": item.get("id"), "source_type": kind.capitalize()}
            yield Thing("translation", "translations", each | ours)


def _kind_by_look(item: dict[str, Any]) -> str:
    """What an object is that stands under no telling name; "" for none of ours."""
    said = item.get("result_type")
    if said in ("article", "section", "category"):
        return str(said)
    marks = {
        "section_id": "article",
        "source_type": "translation",
        "category_id": "section",
        "content_url": "attachment",
        "email": "user",
    }
    found = next((kind for mark, kind in marks.items() if mark in item), "")
    if not found and "/categories/" in str(item.get("html_url")):
        return "category"
    return found
