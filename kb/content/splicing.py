"""Change a file in the keys that changed: every other byte stays as its writer left it.

Whatever cannot be changed so (front matter in braces, keys of several lines) is told by None; the
caller then writes the file anew.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

import yaml

from kb.content.front_matter import PlainDumper

BOM = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class _Key(NamedTuple):
    """Where a key stands in the front matter, as indexes of its characters."""

    start: int
    end: int  # behind its value; a comment on that line comes later
    value: yaml.Node


class _Parts(NamedTuple):
    """The file's text as it is: `mark` + `front` + `fence` + `body` is all of it."""

    mark: str  # byte order mark and the first ---
    front: str
    fence: str  # the second ---
    body: str
    newline: str


def splice(
    content: bytes, changed: Mapping[str, Any], order: Sequence[str], body: str | None = None
) -> bytes | None:
    """The file with these keys (None: the key goes) and this body (None: as it is), or None.

    content -- a file that can be read.
    order   -- all keys in the order of a new file: a key that is not there yet comes in by it.
    """
    parts = _parts(content.decode())
    front = parts.front
    for name, value in changed.items():
        keys = _keys(front)
        if keys is None:
            return None
        if name not in keys:
            if value is not None:
                front = _added(front, keys, name, value, order, parts.newline)
        elif value is None:
            front = _without(front, keys[name])
        else:
            front = _replaced(front, keys[name], name, value, parts.newline)
    text = parts.body if body is None else _body(parts, body)
    return "".join((parts.mark, front, parts.fence, text)).encode()


def _parts(text: str) -> _Parts:
    mark = BOM if text.startswith(BOM) else ""
    lines = _LINE.findall(text.removeprefix(BOM))
    inside = list(takewhile(lambda line: line.rstrip("\r\n") != "---", lines[1:]))
    fence, body = lines[len(inside) + 1], "".join(lines[len(inside) + 2 :])
    newline = lines[0].removeprefix("---")
    return _Parts(mark + lines[0], "".join(inside), fence, body, newline)


def _keys(front: str) -> dict[str, _Key] | None:
    try:
        node = yaml.compose(front, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return None
    return {
        name.value: _Key(name.start_mark.index, _end(front, value), value)
        for name, value in node.value
    }


def _end(front: str, value: yaml.Node) -> int:
    """Where the value's own last character stands; comments that follow are not its own."""
    if isinstance(value, yaml.CollectionNode) and not value.flow_style and value.value:
        last = value.value[-1]
        return _end(front, last[1] if isinstance(last, tuple) else last)
    end: int = value.end_mark.index
    return len(front[:end].rstrip("\r\n"))


def _line_start(front: str, index: int) -> int:
    return max(front.rfind("\n", 0, index), front.rfind("\r", 0, index)) + 1


def _line_end(front: str, index: int) -> int:
    """Behind the line end that follows."""
    found = re.compile(r"\r\n|\r|\n").search(front, index)
    return found.end() if found else len(front)


def _without(front: str, key: _Key) -> str:
    return front[: _line_start(front, key.start)] + front[_line_end(front, key.end) :]


def _replaced(front: str, key: _Key, name: str, value: Any, newline: str) -> str:
    indent = " " * (key.start - _line_start(front, key.start))
    words = _words(name, value, like=key.value).replace("\n", newline + indent)
    return front[: key.start] + words + front[key.end :]


def _added(
    front: str,
    keys: Mapping[str, _Key],
    name: str,
    value: Any,
    order: Sequence[str],
    newline: str,
) -> str:
    """Behind the last of the keys that come before it in a new file; else on top."""
    before = [keys[one] for one in order[: order.index(name)] if one in keys]
    place = max((_line_end(front, key.end) for key in before), default=0)
    first = min(keys.values(), key=lambda key: key.start)
    indent = " " * (first.start - _line_start(front, first.start))
    words = indent + _words(name, value).replace("\n", newline + indent) + newline
    return front[:place] + words + front[place:]


def _words(name: str, value: Any, *, like: yaml.Node | None = None) -> str:
    """`name: value`, quoted or listed as it was before; lines are parted by a bare newline."""
    style, in_block = None, False
    if isinstance(like, yaml.ScalarNode) and isinstance(value, str) and like.style in ("'", '"'):
        style = like.style
    if isinstance(like, yaml.SequenceNode):
        in_block = not like.flow_style
    if isinstance(value, list) and in_block and value:
        column = like.start_mark.column if like else 0
        items = _yaml(value, default_flow_style=False).split("\n")
        return "\n".join((f"{name}:", *(" " * column + item for item in items)))
    if style:
        return f"{name}: {_yaml(value, default_style=style)}"
    is_plain = isinstance(value, list) and all(isinstance(one, str | int) for one in value)
    return _yaml({name: value}, default_flow_style=None if is_plain else False)


def _yaml(value: Any, **how: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=PlainDumper, allow_unicode=True, sort_keys=False, width=10_000, **how
    )
    return text.removesuffix("\n").removesuffix("\n...")


def _body(parts: _Parts, body: str) -> str:
    """The new text; lines at its ends that are the same keep their bytes, blank ones too."""
    old = _LINE.findall(parts.body)
    blank = list(takewhile(_is_blank, old))
    tail = list(takewhile(_is_blank, reversed(old[len(blank) :])))
    old = old[len(blank) : len(old) - len(tail)]
    new = [line + parts.newline for line in body.strip("\n").split("\n")]
    same = sum(1 for _ in takewhile(_alike, zip(old, new, strict=False)))
    rest = zip(reversed(old[same:]), reversed(new[same:]), strict=False)
    last = sum(1 for _ in takewhile(_alike, rest))
    middle = new[same : len(new) - last]
    text = "".join((*blank, *old[:same], *middle, *old[len(old) - last :]))
    ends_open = bool(parts.body) and not parts.body.endswith(("\r", "\n"))
    return (text.removesuffix(parts.newline) if ends_open else text) + "".join(reversed(tail))


def _is_blank(line: str) -> bool:
    return not line.strip()


def _alike(lines: tuple[str, str]) -> bool:
    old, new = (unicodedata.normalize("NFC", line.rstrip("\r\n")) for line in lines)
    return old == new
