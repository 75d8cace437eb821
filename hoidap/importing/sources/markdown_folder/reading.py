"""A page's bytes as text, and its front matter apart from its body."""

import codecs
import re
import tomllib
from typing import Any, NamedTuple

from core.text import clean_text
from kb.content.front_matter import BadFrontMatter, parse_mapping

MOST_BYTES = 2 * 1024 * 1024  # of one page; a text of more than 200,000 characters is none to read
_FRONT = re.compile(
    r"\A(?P<mark>---|\+\+\+)[ \t]*\n(?P<inner>.*?)^(?P=mark)[ \t]*$\n?", re.DOTALL | re.MULTILINE
)


class Unreadable(Exception):
    """The page cannot be taken in; the sentence says why."""


class Page(NamedTuple):
    front: dict[str, Any]
    raws: dict[str, str]  # scalars as written: an id such as 0123 is no number
    body: str


def text_of(data: bytes) -> str:
    """The page's text in NFC, with plain line ends and nothing invisible. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"larger than a page may be: {MOST_BYTES >> 20} MiB")
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise Unreadable(f"it is not UTF-8, from this line on: {line}") from None
    if "\0" in text:
        raise Unreadable("it is no text")
    return clean_text(text)


def page_of(text: str) -> Page:
    """Front matter (YAML or TOML, or none at all) and body. Raises Unreadable, with the line."""
    found = _FRONT.match(text)
    if found is None:
        return Page({}, {}, text)
    body = text[found.end() :]
    if found["mark"] == "+++":
        return Page(_toml(found["inner"]), {}, body)
    if not re.search(r"^[^\s#].*:", found["inner"], re.MULTILINE):
        return Page({}, {}, text)  # a text between two rules
    try:
        mapping = parse_mapping(found["inner"], may_repeat=True)
    except BadFrontMatter as wrong:
        raise Unreadable(
            f"front matter that cannot be read: line {wrong.line + 1}, {wrong.words}"
        ) from None
    return Page(mapping.values, mapping.raws, body)


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Unreadable(f"front matter that cannot be read: {wrong}") from None
