"""Reading stored HTML: its plain words, a beginning of them, its table of contents."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_INLINE = frozenset(["a", "code", "del", "em", "kbd", "span", "strong", "sub", "sup", "input"])
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 2 to 6
    id: str  # begins with u-
    text: str


class _Reader(HTMLParser):
    """Collects words and headings; marks that lead to and from footnotes are no words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.headings: list[Heading] = []
        self.open_heading: tuple[int, str, int] | None = None
        self.skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in _INLINE:
            self.words.append(" ")
        if tag == "img":
            self.words.append(f"{attributes.get('alt', '')} ")
        elif tag == "a" and attributes.get("class", "").startswith("footnote-"):
            self.skipping = True
        elif tag in _HEADINGS:
            self.open_heading = (int(tag[1]), attributes.get("id", ""), len(self.words))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.skipping = False
        if tag in _HEADINGS and self.open_heading:
            level, identity, start = self.open_heading
            text = _joined(self.words[start:])
            if identity and text:
                self.headings.append(Heading(level, identity, text))
            self.open_heading = None
        if tag not in _INLINE:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.words.append(data)


def plain_text(html: str) -> str:
    """The words alone, in one line, with a space wherever one block ends and another begins."""
    return _joined(_read(html).words)


def excerpt(html: str, length: int) -> str:
    """The first words, at most `length` characters with the ellipsis, cut between words."""
    text = plain_text(html)
    if len(text) <= length:
        return text
    cut = text[:length]
    whole_words = cut.rpartition(" ")[0] if " " in cut else cut[: length - 1]
    return whole_words.rstrip(" ,;:.–-") + "…"


def table_of_contents(html: str) -> list[Heading]:
    """The headings that can be linked to, in their order."""
    return _read(html).headings


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _joined(words: list[str]) -> str:
    return " ".join("".join(words).split())
