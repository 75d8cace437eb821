"""Stored HTML cut at its headings, so that a reader can be led to the part that matters."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import accumulate
from typing import NamedTuple

from core.markdown.reading import plain_text

# What we stored is the sanitiser's: one way to write a tag, and no other < in text.
_HEADING = re.compile(r'<(h[23])(?= )[^>]* id="(u-[^"]+)"[^>]*>(.*?)</\1>', re.S)
_LINK = re.compile(r"<a .*?</a>", re.S)
_VOID = frozenset(["br", "hr", "img", "input"])


class Section(NamedTuple):
    """anchor, heading -- of its h2 or h3; empty for what stands before the first."""

    anchor: str
    heading: str
    html: str

    @property
    def is_links(self) -> bool:
        """Whether it says nothing but where else to read."""
        return "<a " in self.html and not plain_text(_LINK.sub("", self.html))


class Block(NamedTuple):
    """A paragraph, list, table or box that stands by itself."""

    tag: str
    html: str
    text: str


def sections(html: str) -> list[Section]:
    """Its sections in order, the introduction first, though it be empty."""
    start, *others = _HEADING.split(html)
    parts = zip(others[1::4], others[2::4], others[3::4], strict=True)
    return [Section("", "", start), *(Section(a, plain_text(h), text) for a, h, text in parts)]


def blocks(html: str) -> list[Block]:
    """What a section is made of; a block that is not whole is left out."""
    cutter = _Cutter(html)
    cutter.feed(html)
    cutter.close()
    return cutter.found


class _Cutter(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self.found: list[Block] = []
        self.open: list[str] = []
        self.start = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        if not self.open:
            self.start = self._at()
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] != [tag]:
            return
        self.open.pop()
        if not self.open:
            html = self.html[self.start : self.html.find(">", self._at()) + 1]
            self.found.append(Block(tag, html, plain_text(html)))

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column
