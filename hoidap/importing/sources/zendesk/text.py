"""The HTML of Zendesk's editor and themes as our Markdown."""

import re
from urllib.parse import unquote, urljoin

from bs4 import BeautifulSoup, Tag

from hoidap.importing.report import Report
from hoidap.importing.sources.zendesk.anchors import led_anchors
from hoidap.importing.texts import pieces
from hoidap.importing.texts.html import Converter, Picture

# Words of a class that make a box of it, and the box that we have for them.
_BOXES = {
    "caution": "CAUTION",
    "danger": "CAUTION",
    "error": "CAUTION",
    "warning": "WARNING",
    "warn": "WARNING",
    "important": "IMPORTANT",
    "tip": "TIP",
    "success": "TIP",
    "note": "NOTE",
    "notice": "NOTE",
    "info": "NOTE",
}
_BOX_NAMES = frozenset({"callout", "alert", "admonition", "notification", "infobox", "notebox"})
_CONTENTS = frozenset({"toc", "table-of-contents", "tableofcontents", "article-toc"})
_EMBEDDED = (
    (re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+).*"),
     r"https://www.youtube.com/watch?v=\1"),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+).*"), r"https://vimeo.com/\1"),
)  # fmt: skip
_BOX_TITLE = re.compile(r"(?:callout|alert|admonition)[\w-]*title")
_NAMED_ANCHOR = re.compile(r"(<a\b[^<>]*?\s)name(\s*=)", re.IGNORECASE)


def article_text(html: str, where: str, report: Report, *, site: str, picture: Picture) -> str:
    """An article's body as our Markdown.

    site    -- where it stood, "https://help.example.com", or "" where nobody knows.
    picture -- as in texts/html.py.
    """
    return _Converter(where, report, site, picture).convert(_NAMED_ANCHOR.sub(r"\1id\2", html))


class _Converter(Converter):
    def __init__(self, where: str, report: Report, site: str, picture: Picture) -> None:
        super().__init__(where, report, picture)
        self.site = site

    def convert_soup(self, soup: BeautifulSoup) -> str:
        led_anchors(soup, self.note)
        for title in soup.find_all(class_=_BOX_TITLE):
            if box := title.find_parent(class_=_is_box):
                box["data-title"] = self.words_of(title)
                title.decompose()
        return str(super().convert_soup(soup))

    def convert_div(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        names = _classes(_el)
        if names & _CONTENTS and _el.find("a", href=re.compile("^#")):
            self.note("table of contents within a text: the page shows its own")
            return ""
        kind = _box(names)
        if kind and text.strip() and "_inline" not in parent_tags:
            head = f"[!{kind}] {_el.get('data-title') or ''}".rstrip()
            inner = f"{head}\n{text.strip()}"
            return f"\n\n{pieces.quoted(inner)}\n\n"
        return super().convert_div(_el, text, parent_tags)

    convert_section = convert_aside = convert_nav = convert_figure = convert_div

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if _box(_classes(el)):
            return self.convert_div(el, text, parent_tags)
        return super().convert_blockquote(el, text, parent_tags)

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if _box(_classes(el)) and el.find_parent(class_=_is_box) is None:
            return self.convert_div(el, text, parent_tags)
        return super().convert_p(el, text, parent_tags)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = str(el.get("href") or "").strip()
        if href.startswith("/") and self.site:
            el["href"] = href = urljoin(self.site, href)
        if "/article_attachments/" in href:
            if ref := self.picture(href):
                return text if "picture:" in text else pieces.picture(text, ref)
            if not el.find("img"):
                self.note("attached file that stays on the former site: a link to it")
        return super().convert_a(el, text, parent_tags)

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        src = str(el.get("src") or "").strip()
        if src.startswith("data:"):
            self.note("picture within the text itself: left out")
        elif src and not self.picture(src):
            self.note("picture that stays on the former site: a link to it")
            if src.startswith("/") and self.site:
                el["src"] = urljoin(self.site, src)
            if not el.get("alt"):
                el["alt"] = unquote(src.partition("?")[0].rstrip("/").rpartition("/")[2])
        return super().convert_img(el, text, parent_tags)

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        source = el if el.get("src") else el.find("source")
        if isinstance(source, Tag):
            source["src"] = _watched(str(source.get("src") or ""))
        return super().convert_iframe(el, text, parent_tags)

    convert_video = convert_audio = convert_embed = convert_iframe


def _classes(el: Tag) -> set[str]:
    return {str(name).lower() for name in el.get("class") or ()}


def _box(names: set[str]) -> str | None:
    """`callout callout--warning`, `alert-info`, `note`: the kind of box, or None for no box."""
    parts = [part for name in names for part in re.split(r"[-_]+", name) if part]
    is_box = any(part in _BOX_NAMES for part in parts) or any(name in _BOXES for name in names)
    if not is_box:
        return None
    return next((kind for part, kind in _BOXES.items() if part in parts), "NOTE")


def _is_box(name: str | None) -> bool:
    return bool(name and _box({name.lower()}))


def _watched(url: str) -> str:
    """The page of an embedded film, where people watch it."""
    url = f"https:{url}" if url.startswith("//") else url
    for embedded, page in _EMBEDDED:
        if embedded.fullmatch(url):
            return embedded.sub(page, url)
    return url
