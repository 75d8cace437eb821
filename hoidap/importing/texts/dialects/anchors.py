"""Anchors that a text names itself, and links within a text to its headings.

The house gives every heading an id made of its words. So an anchor moves to the heading it stands
at, and links to it follow. Meanwhile a token stands where the anchor was.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from core.slugs import slugify
from hoidap.importing.texts.dialects.code import Code

_OPEN, _CLOSE = "\ue002", "\ue003"
_ANCHOR = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_HEADING = re.compile(r"[ >]*(?:(?:[-*+]|\d{1,9}[.)]) +)*#{1,6}[ \t]+(.*)")
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\](?:\([^()\s]*\)|\[[^\[\]]*\])")
_MARKUP = re.compile(r"\\(?=[!-/:-@\[-`{-~])|</?[a-zA-Z][^<>]*>|\*\*?|~~|(?<![^\W_])_|_(?![^\W_])")
_WITHIN = re.compile(r"(\]\(\s*<?|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?)#([^\s)>]+)", re.MULTILINE)
_MUC = "muc"  # the renderer's id of a heading without letters


def anchor(name: str) -> str:
    """The token that stands for an anchor."""
    return f"{_OPEN}{name.strip()}{_CLOSE}" if name.strip() else ""


def without_anchors(text: str) -> str:
    return _ANCHOR.sub("", text)


def names_in(line: str) -> tuple[str, ...]:
    return tuple(_ANCHOR.findall(line))


def words_of(heading: str, code: Code) -> str:
    """What a reader sees of a heading."""
    plain = _LINK.sub(lambda m: "" if m[0][0] == "!" else m[1], without_anchors(heading))
    return " ".join(code.plain(_MARKUP.sub("", plain)).split())


def settle(text: str, code: Code, title: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The text with its anchors gone and its own links led to headings; and where each leads.

    title -- anchors at the title, which is no part of the text: links to them lead to the top.
    The mapping says, for every anchor and heading, which id (without `u-`) stands for it here.
    """
    ids = dict.fromkeys(title, "") | _ids(text, code)
    text = _ANCHOR.sub("", text)
    if "#" not in text:
        return text, ids
    return _WITHIN.sub(lambda m: f"{m[1]}#{led(m[2], ids)}", text), ids


def led(fragment: str, ids: Mapping[str, str]) -> str:
    """The id that a link's fragment means here."""
    said = unquote(fragment)
    names = (said, said.casefold(), slugify(said))
    return next((ids[name] for name in names if name in ids), fragment)


def _ids(text: str, code: Code) -> dict[str, str]:
    ids: dict[str, str] = {}
    counts: dict[str, int] = {}
    waiting: list[str] = []  # anchors that wait for a heading
    last = ""
    for line in text.split("\n"):
        named = _ANCHOR.findall(line) if _OPEN in line else []
        heading = _HEADING.match(line)
        if heading is None:
            waiting += named
            if waiting and _ANCHOR.sub("", line).strip():  # words before any heading
                _name(ids, waiting, last)
            continue
        slug = slugify(words_of(heading[1], code)) or _MUC
        counts[slug] = counts.get(slug, 0) + 1
        last = f"{slug}-{counts[slug]}" if counts[slug] > 1 else slug
        ids.setdefault(last, last)
        _name(ids, waiting + named, last)
        waiting = []
    _name(ids, waiting, last)
    return ids


def _name(ids: dict[str, str], names: list[str], heading: str) -> None:
    for name in names:
        if heading:
            ids[name] = heading
            ids.setdefault(name.casefold(), heading)
    names.clear()
