"""HTML from anywhere as a tree that is safe to walk: known tags, nested as a browser nests them.

A browser's parser (nh3) does the work; before it, tags nested beyond reason are taken out, since
every parser is quadratic in depth somewhere.
"""

import re
from typing import Any

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

DEEPEST = 40  # open tags within each other; real texts have ten
DEEPEST_QUOTES = 8
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
    r"|&#0*(?:[0-8]|1[124-9]|2\d|3[01]);|&#x0*(?:[0-8bcef]|1[0-9a-f]);",
    re.IGNORECASE,
)
# They end by themselves where the next one begins, or hold nothing.
_NO_DEPTH = frozenset({
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup",
    "caption", "br", "hr", "img", "input", "col", "wbr", "source", "embed", "area", "base",
    "link", "meta", "track", "param"
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption"
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "tt", "u", "var", "wbr", "iframe", "video", "audio", "source",
    "embed"
})  # fmt: skip
# Their content stands in Markdown as it is, with no mark around.
_UNMARKED = frozenset({
    "abbr", "acronym", "bdi", "bdo", "big", "cite", "dfn", "font", "ins", "mark", "q", "small",
    "span", "u", "var"
})  # fmt: skip
_ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "details": {"open"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "iframe": {"src", "title"},
    "video": {"src"},
    "audio": {"src"},
    "source": {"src"},
    "embed": {"src"},
}
_SCHEMES = {"http", "https", "mailto", "ftp", "upload"}


def tree_of(html: str) -> BeautifulSoup:
    """The HTML's tree; scripts, styles, comments and unknown tags are gone."""
    soup = BeautifulSoup(cleaned(html), "html.parser")
    for broken in soup.select("pre br"):
        broken.replace_with("\n")
    for outer in soup.select("ul > ul, ul > ol, ol > ul, ol > ol"):
        _into_item(outer)
    for numbered in soup.find_all("ol"):
        _number(numbered)
    return soup


def cleaned(html: str) -> str:
    """Well-formed HTML of the tags we know."""
    html = _UNPRINTABLE.sub("", html)
    return nh3.clean(
        shallow(html),
        tags=set(_BLOCKS | _INLINE),
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes={"data-"},
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def shallow(html: str) -> str:
    """Without the tags that would stand deeper than any text needs; linear."""
    return _ANY_TAG.sub(_Depth().kept, html) if html.count("<") > DEEPEST_QUOTES else html


class _Depth:
    """Counts what is open; answers for each tag whether it stays."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.quotes = 0

    def kept(self, found: re.Match[str]) -> str:
        name = found[2].lower()
        if name in _NO_DEPTH:
            return found[0]
        if found[1]:
            self._close(name)
            return found[0]
        is_quote = name == "blockquote"
        if len(self.open) >= DEEPEST or (is_quote and self.quotes >= DEEPEST_QUOTES):
            return ""
        self.open.append(name)
        self.quotes += is_quote
        return found[0]

    def _close(self, name: str) -> None:
        while name in self.open:  # at most DEEPEST names
            last = self.open.pop()
            self.quotes -= last == "blockquote"
            if last == name:
                return


def _into_item(inner: Tag) -> None:
    """A list that stands in a list beside its items belongs to the item before it."""
    before = inner.find_previous_sibling("li")
    if isinstance(before, Tag):
        before.append(inner.extract())


def _number(numbered: Tag) -> None:
    start = str(numbered.get("start") or 1)
    first = int(start) if start.isdecimal() and len(start) < 9 else 1
    for number, item in enumerate(numbered.find_all("li", recursive=False), start=first):
        item["value"] = str(number)


def begins_line(node: PageElement) -> bool:
    """Whether nothing stands before this text on its line."""
    while True:
        before = node.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and (before.name == "br" or before.name in _BLOCKS)
        parent = node.parent
        if parent is None or parent.name not in _INLINE:
            return True
        if parent.name not in _UNMARKED:
            return False
        node = parent


def holds_blocks(node: Tag) -> bool:
    return node.find(_BLOCKS) is not None


def text_of(node: Any) -> str:
    return str(node.get_text()) if isinstance(node, Tag) else str(node)
