"""The tree of BBCode (as typed, or as s9e keeps it) as our Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable

from hoidap.importing.texts import blocks, pieces
from hoidap.importing.texts.addresses import absolute, elsewhere, is_address
from hoidap.importing.texts.bbcode import Mark, Parts
from hoidap.importing.texts.page import Made, Page

Words = Callable[[str, bool], str]  # plain words as Markdown; whether they begin a line
Picture = Callable[[str], str | None]  # an address -> "picture:REF" when it comes with the import

_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "strike": "~~", "del": "~~"}
_LOOKS = frozenset({
    "u", "size", "color", "colour", "font", "highlight", "left", "center", "right", "justify",
    "align", "indent"
})  # fmt: skip
_LIKE_HTML = frozenset({"sub", "sup", "kbd"})
_EMBEDDED = frozenset({"youtube", "video", "media", "flash", "gist", "pastebin"})
_UNDERLINE = re.compile(r"[ \t]*\n {0,3}(?:-+|=+)[ \t]*(?:\n|$)")
_BEGINS_BLOCK = re.compile(r"\s*(?:[-*+] |\d{1,9}[.)] |>|#{1,6} |\||`{3}|~{3}|</?details|$)")


class Writing:
    """Writes one text's tree; `note` hears of what could only be simplified."""

    def __init__(self, words: Words, note: Callable[[str], None], picture: Picture) -> None:
        self.words = words
        self.note = note
        self.picture = picture

    def text(self, parts: Parts) -> str:
        """The parts one after the other, blocks set apart by empty lines."""
        page = Page()
        for at, part in enumerate(parts):
            if isinstance(part, str):
                apart = "\n" if _would_be_heading(parts, at) else ""
                page.add(Made(apart + self.words(part, page.at_line_start)))
            else:
                page.add(self.made(part, is_alone=_stands_alone(parts, at)))
        return page.whole()

    def made(self, mark: Mark, *, is_alone: bool) -> Made:
        """One tag with all that is in it."""
        name = mark.name
        if name in _EMPHASIS:
            return self._emphasis(mark)
        if name in _LOOKS:
            if name != "u":
                self.note(f"shown without it: [{name}]")
            return Made(self.text(mark.inside))
        if name in _LIKE_HTML:
            return Made(f"<{name}>{self.text(mark.inside)}</{name}>")
        if name in _EMBEDDED:
            return self._embedded(mark)
        if name in ("code", "pre", "php", "icode"):
            return blocks.code(mark, is_alone=is_alone and name != "icode")
        if block := blocks.WRITERS.get(name):
            return block(mark, self)
        return _WITHIN_LINES.get(name, Writing._typed)(self, mark)

    def _emphasis(self, mark: Mark) -> Made:
        inner = self.text(mark.inside)
        sign = _EMPHASIS[mark.name]
        if sign in inner:
            return Made(inner)
        lines = (
            line if _BEGINS_BLOCK.match(line) else pieces.around(line, sign, sign)
            for line in inner.split("\n")
        )
        return Made("\n".join(lines))

    def _url(self, mark: Mark) -> Made:
        url = mark.value or mark.options.get("href") or mark.options.get("url") or ""
        if not url:
            url = absolute(mark.plain())
            return Made(pieces.bare_link(url) if is_address(url) else self.text(mark.inside))
        inner = [part for part in mark.inside if isinstance(part, Mark) or part.strip()]
        shows_picture = (
            len(inner) == 1 and isinstance(inner[0], Mark) and inner[0].name[:3] == "img"
        )
        words = "" if shows_picture else self.text(mark.inside).strip()
        return Made(pieces.link(words, absolute(url)))

    def _email(self, mark: Mark) -> Made:
        address = mark.value or mark.options.get("email") or mark.plain().strip()
        return Made(pieces.link(self.text(mark.inside).strip(), f"mailto:{address}"))

    def _image(self, mark: Mark) -> Made:
        src = (mark.options.get("src") or mark.plain()).strip()
        alt = mark.options.get("alt", "")
        if ref := self.picture(src):
            return Made(pieces.picture(alt, ref))
        if not src or src.startswith("data:"):
            self.note("picture without an address")
            return Made(pieces.words(alt))
        return Made(pieces.link(pieces.words(alt), absolute(src)))

    def _attachment(self, mark: Mark) -> Made:
        name = mark.options.get("filename") or mark.plain().strip()
        index = mark.value or mark.options.get("index", "")
        if ref := self.picture(f"attachment:{index}"):
            return Made(pieces.picture(name, ref))
        self.note("attachment that is no picture, or not in the export")
        return Made(f"*{pieces.words(name)}*" if name else "")

    def _embedded(self, mark: Mark) -> Made:
        url = elsewhere(mark.name, mark.options.get("src") or mark.plain().strip() or mark.value)
        return Made(pieces.bare_link(url), is_block=True) if url else self._typed(mark)

    def _verbatim(self, mark: Mark) -> Made:
        return Made(self.words(mark.plain(), False))

    def _typed(self, mark: Mark) -> Made:
        self.note(f"not understood, stays as typed: [{mark.name}]")
        inner = self.text(mark.inside)
        return Made(self.words(mark.opened, False) + inner + self.words(mark.closed, False))


_WITHIN_LINES: dict[str, Callable[[Writing, Mark], Made]] = {
    "url": Writing._url,
    "email": Writing._email,
    "img": Writing._image,
    "img>": Writing._image,
    "attachment": Writing._attachment,
    "nobbc": Writing._verbatim,
    "noparse": Writing._verbatim,
}


def _would_be_heading(parts: Parts, at: int) -> bool:
    """Whether a line of dashes would make a heading of the picture above it."""
    before = parts[at - 1] if at else ""
    if not isinstance(before, Mark) or before.name not in ("img", "img>", "url"):
        return False
    return _UNDERLINE.match(str(parts[at])) is not None


def _stands_alone(parts: Parts, at: int) -> bool:
    """Whether nothing else is on the line of this part."""
    before = parts[at - 1] if at else "\n"
    after = parts[at + 1] if at + 1 < len(parts) else "\n"
    return (
        isinstance(before, str)
        and isinstance(after, str)
        and not before.rpartition("\n")[2].strip()
        and not after.partition("\n")[0].strip()
    )
