"""Where tags stand in a text: HTML and JSX, Liquid, Hugo's shortcodes, `:::` containers.

All four say the same thing, a name with attributes around some text, so they become one shape.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from hoidap.importing.texts.dialects.names import ELEMENTS

Syntax = Literal["html", "liquid", "hugo", "colons"]
Role = Literal["open", "close", "empty"]
LONGEST = 4_000  # characters of a Liquid tag or shortcode

_START = re.compile(r"<(?=/?[^\W\d_]|/?>)|\{%|\{\{[<%]|^[ \t>]*:::+", re.MULTILINE)
_BRACE = re.compile(r"""[{}]|"[^"\n]*"|'[^'\n]*'""")  # a string within braces may hold some
_NAME = re.compile(r"<(/?)([^\W\d_][\w.:-]*)?")
_ATTRIBUTE = re.compile(
    r"\s+(?:\{\.\.\.[^{}]*\}|(?P<name>[^\s=>/\"'{}<`]+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<brace>\{)|(?P<bare>[^\s\"'<>`{}]+)))?)"
)
_HTML_END = re.compile(r"\s*(/?)>")
_LIQUID_NAME = re.compile(r"-?\s*(/?[\w-]+)")
_ARGUMENT = re.compile(
    r"""(?:([\w.:-]+)\s*[=:]\s*)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s"'`]+))"""
)
_COLONS = re.compile(
    r"(?P<lead>[ \t>]*):::+[ \t]*\{?\.?(?P<kind>[\w-]*)\}?(?:\[(?P<boxed>[^\]\n]*)\])?(?P<title>.*)"
)


@dataclass(slots=True)
class Tag:
    """One tag; `attributes` by lower-case name, those without a name by their number."""

    start: int
    end: int
    name: str  # as written; "" is JSX's <>
    syntax: Syntax
    role: Role
    attributes: dict[str, str] = field(default_factory=dict)
    has_values: bool = False  # whether any attribute says something

    def get(self, *names: str) -> str:
        """The first of these attributes that says something."""
        return next((value for name in names if (value := self.attributes.get(name, ""))), "")


def find_tags(text: str) -> Iterator[Tag]:
    """Every tag in order. What only looks like one is passed by."""
    at = 0
    braces = _Braces(text)
    while start := _START.search(text, at):
        begin = start.start()
        tag = _tag(text, begin, start[0], braces)
        if tag is not None and not _is_escaped(text, begin):
            yield tag
            at = tag.end
        else:
            at = start.end()


class _Braces:
    """Where each opened brace closes; looked for once, when the first is met."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.closing: dict[int, int] | None = None

    def close_of(self, at: int) -> int | None:
        """Where the brace at `at` closes."""
        if self.closing is None:
            self.closing = {}
            opened: list[int] = []
            reached = 0
            while found := _BRACE.search(self.text, reached):
                reached = found.end() if found[0][0] in "{}" or opened else found.start() + 1
                if found[0] == "{":
                    opened.append(found.start())
                elif found[0] == "}" and opened:
                    self.closing[opened.pop()] = found.start()
        return self.closing.get(at)


def _tag(text: str, at: int, start: str, braces: _Braces) -> Tag | None:
    if start == "<":
        return _html(text, at, braces)
    if start == "{%":
        return _liquid(text, at)
    if start.startswith("{{"):
        return _shortcode(text, at, start)
    return _container(text, at)


def _is_escaped(text: str, at: int) -> bool:
    """Whether the tag is meant as text, or is no tag but a link's address in angle brackets."""
    if text[at] == "<" and (
        text[max(0, at - 2) : at] == "](" or text[max(0, at - 3) : at] == "]: "
    ):
        return True
    return at > 0 and text[at - 1] == "\\" and not (at > 1 and text[at - 2] == "\\")


def _html(text: str, at: int, braces: _Braces) -> Tag | None:
    name = _NAME.match(text, at)
    if name is None:
        return None
    word = name[2] or ""
    if word.isupper() and word.lower() in ELEMENTS:
        word = word.lower()
    tag = Tag(at, at, word, "html", "close" if name[1] else "open")
    position: int | None = name.end()
    while position is not None and (found := _ATTRIBUTE.match(text, position)):
        position = _take(found, tag, text, braces)
    end = _HTML_END.match(text, position) if position is not None else None
    if end is None:
        return None
    if end[1] and tag.role == "open":
        tag.role = "empty"
    tag.end = end.end()
    return tag


def _take(found: re.Match[str], tag: Tag, text: str, braces: _Braces) -> int | None:
    """Give the tag this attribute; where it ends, or None when its brace never closes."""
    end = found.end()
    if found["brace"]:
        closing = braces.close_of(end - 1)
        if closing is None:
            return None
        value, end = _unwrapped(text[end:closing]), closing + 1
    else:
        value = unescape(found["double"] or found["single"] or found["bare"] or "")
    if found["name"]:
        tag.attributes.setdefault(found["name"].lower(), value)
        tag.has_values = tag.has_values or "=" in found[0]
    return end


def _unwrapped(value: str) -> str:
    """What a JSX expression says, where it is a plain string; `require("./x.png")` is its path."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`":
        return value[1:-1]
    if called := re.fullmatch(r"[\w.]+\(\s*[\"'`]([^\"'`]*)[\"'`]\s*\)(?:\.default)?", value):
        return called[1]
    return value


def _liquid(text: str, at: int) -> Tag | None:
    end = text.find("%}", at, at + LONGEST)
    name = _LIQUID_NAME.match(text, at + 2)
    if end < 0 or name is None or name.end() > end:
        return None
    word = name[1]
    inside = text[name.end() : end].rstrip("-")
    if word.startswith(("end", "/")) and word != "end":
        return Tag(at, end + 2, word.removeprefix("/").removeprefix("end"), "liquid", "close")
    return _with_arguments(Tag(at, end + 2, word, "liquid", "open"), inside)


def _shortcode(text: str, at: int, start: str) -> Tag | None:
    closing = ">}}" if start == "{{<" else "%}}"
    end = text.find(closing, at, at + LONGEST)
    if end < 0:
        return None
    inside = text[at + 3 : end].strip()
    name = re.match(r"/?\s*[\w./-]+", inside)
    if name is None:
        return None
    word = name[0].lstrip("/ ")
    if inside.startswith("/"):
        return Tag(at, end + 3, word, "hugo", "close")
    rest = inside[name.end() :]
    role: Role = "empty" if rest.endswith("/") or word.endswith("/") else "open"
    tag = Tag(at, end + 3, word.rstrip("/"), "hugo", role)
    return _with_arguments(tag, rest.removesuffix("/"))


def _with_arguments(tag: Tag, inside: str) -> Tag:
    number = 0
    for found in _ARGUMENT.finditer(inside):
        value = next((each for each in found.groups()[1:] if each is not None), "")
        if found[1]:
            tag.attributes.setdefault(found[1].lower(), unescape(value))
        else:
            tag.attributes[str(number)] = unescape(value)
            number += 1
    tag.has_values = bool(tag.attributes)
    return tag


def _container(text: str, at: int) -> Tag | None:
    line = _COLONS.match(text, at)
    if line is None:
        return None
    start = at + len(line["lead"])
    if not line["kind"]:
        return Tag(start, line.end(), "admonition", "colons", "close")
    title = (line["boxed"] or line["title"] or "").strip()
    attributes = {"type": line["kind"], "title": title.strip("\"'")}
    return Tag(start, line.end(), "admonition", "colons", "open", attributes, True)
