"""The JSON files of a Discourse export, in pieces: (what it is, its fields)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

WHOLE = 16 * 1024 * 1024  # bytes; greater files are never in memory as a whole
_LISTS = {
    "users": "user",
    "categories": "category",
    "category_list.categories": "category",
    "topics": "topic",
    "post_stream.posts": "post",
}
_STARTS = {f"{place}.item": kind for place, kind in _LISTS.items()}
_BOM = b"\xef\xbb\xbf"
Piece = tuple[str, dict[str, Any]]


def pieces_of(path: Path) -> Iterator[Piece]:
    """Users, categories, topics and posts in the file's order, at last ("head", …): its own fields.

    Topics of a category export hold their posts. Raises ValueError where the file breaks.
    """
    try:
        if path.stat().st_size <= WHOLE:
            yield from _of_whole(json.loads(path.read_text("utf-8-sig", errors="replace")))
        else:
            yield from _streamed(path)
    except (ijson.JSONError, RecursionError) as problem:
        raise ValueError(str(problem)) from None


def _of_whole(data: Any) -> Iterator[Piece]:
    if not isinstance(data, dict):
        raise ValueError("it is no topic, no list of categories and no category export")
    for place, kind in _LISTS.items():
        found: Any = data
        for key in place.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        for each in found if isinstance(found, list) else ():
            if isinstance(each, dict):
                yield kind, each
    head = {key: value for key, value in data.items() if key not in _LISTS}
    stream = head.pop("post_stream", None)
    if isinstance(stream, dict):
        head["stream_count"] = len(stream.get("stream") or ())
        head["has_posts"] = True
    yield "head", head


def _streamed(path: Path) -> Iterator[Piece]:
    head = _Head()
    with path.open("rb") as file:
        if file.read(3) != _BOM:
            file.seek(0)
        builder = None
        for prefix, event, value in ijson.parse(file, use_float=True):
            if builder is None and event == "start_map" and prefix in _STARTS:
                builder = ijson.ObjectBuilder()
            if builder is None:
                head.take(prefix, event, value)
                continue
            builder.event(event, value)
            if event == "end_map" and prefix in _STARTS:
                yield _STARTS[prefix], builder.value
                builder = None
    if accepted := head.fields.pop("accepted_post", None):
        head.fields["accepted_answer"] = {"post_number": accepted}
    yield "head", head.fields


class _Head:
    """A topic's own fields, from the events of a file that is not kept."""

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}

    def take(self, prefix: str, event: str, value: Any) -> None:
        if event not in ("string", "number", "boolean"):
            return
        if prefix == "tags.item":
            self.fields.setdefault("tags", []).append(value)
        elif prefix == "post_stream.stream.item":
            self.fields["stream_count"] = self.fields.get("stream_count", 0) + 1
            self.fields["has_posts"] = True
        elif prefix == "accepted_answer.post_number":
            self.fields["accepted_post"] = value
        elif "." not in prefix:
            self.fields[prefix] = value
