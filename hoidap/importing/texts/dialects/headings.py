"""The heading that begins a text: often its title once more."""

import re
from dataclasses import dataclass

from hoidap.importing.texts.dialects.anchors import names_in, without_anchors, words_of
from hoidap.importing.texts.dialects.code import Code

_FIRST = re.compile(r"[ \t]{0,3}#[ \t]+([^\n]*?)[ \t]*#*[ \t]*(?:\n|$)")
_OTHER = re.compile(r"^[ ]{0,3}#[ \t]+\S", re.MULTILINE)


@dataclass(frozen=True)
class Heading:
    words: str  # as a reader sees it
    is_only: bool  # whether the text has no other heading of level 1
    names: tuple[str, ...]  # the anchors at it


def leading_heading(text: str, code: Code) -> tuple[Heading | None, str]:
    """The level 1 heading that the text begins with, if it does, and the text without it."""
    start = text.lstrip("\n")
    names: tuple[str, ...] = ()
    while (line := start.partition("\n"))[0] and not without_anchors(line[0]).strip():
        names += names_in(line[0])
        start = line[2].lstrip("\n")
    found = _FIRST.match(start)
    if found is None:
        return None, text
    rest = start[found.end() :]
    words = words_of(found[1], code)
    if not words:
        return None, text
    names += names_in(found[1])
    return Heading(words, not _OTHER.search(rest), names), rest
