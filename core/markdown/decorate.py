"""Put rendered HTML right while bleach writes it: ids, links, pictures, tables, tick boxes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]

from core.markdown.allowed import kept_classes
from core.markdown.labels import Labels
from core.markdown.links import is_own, is_own_picture, safe_url
from core.slugs import slugify

Token = dict[str, Any]  # html5lib: type, name, data (attributes by (namespace, name), or text)

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_ALIGNMENTS = {"center": "text-center", "right": "text-end"}


class Decorate(Filter):
    def __init__(self, source: Any, words: Labels) -> None:
        super().__init__(source)
        self.words = words
        self.ids: dict[str, int] = {}
        self.links: list[bool] = []  # open ones; whether they lead anywhere

    def __iter__(self) -> Iterator[Token]:
        heading: list[Token] = []
        for token in super().__iter__():
            is_heading = token.get("name") in _HEADINGS
            if is_heading and token["type"] == "StartTag":
                yield from heading
                heading = self._put_right(token)
            elif is_heading and token["type"] == "EndTag" and heading:
                self._name(heading)
                yield from heading
                yield token
                heading = []
            elif heading:
                heading += self._put_right(token)
            else:
                yield from self._put_right(token)
        yield from heading

    def _name(self, heading: list[Token]) -> None:
        """An id from the heading's words; the second of a kind gets -2."""
        words = "".join(
            token["data"]
            for token in heading[1:]
            if token["type"] in ("Characters", "SpaceCharacters")
        )
        slug = slugify(unescape(words)) or "muc"
        count = self.ids[slug] = self.ids.get(slug, 0) + 1
        _set(heading[0], "id", f"u-{slug}-{count}" if count > 1 else f"u-{slug}")

    def _put_right(self, token: Token) -> list[Token]:
        if token["type"] not in ("StartTag", "EmptyTag"):
            return self._end(token) if token["type"] == "EndTag" else [token]
        _bound(token)
        match token["name"]:
            case "a":
                self.links.append(self._link(token))
                return [token] if self.links[-1] else []
            case "img":
                return self._picture(token)
            case "input":
                self._tick_box(token)
            case "td" | "th":
                _align(token)
            case "pre":
                _set(token, "tabindex", "0")  # wide code is scrolled by keyboard too
            case "table":
                _set(token, "class", "table")
                return [_start("div", **{"class": "table-responsive", "tabindex": "0"}), token]
        return [token]

    def _end(self, token: Token) -> list[Token]:
        if token["name"] == "a" and self.links:
            return [token] if self.links.pop() else []
        return [token, _end_of("div")] if token["name"] == "table" else [token]

    def _link(self, token: Token) -> bool:
        """Put its address right; False when it may lead nowhere (its words stay)."""
        href = safe_url(_get(token, "href"))
        if not href:
            return False
        if href.startswith("#") and not href.startswith("#u-"):
            href = f"#u-{href[1:]}"
        _set(token, "href", href)
        token["data"].pop((None, "rel"), None)
        if not is_own(href) and not href.lower().startswith("mailto:"):
            _set(token, "rel", "nofollow ugc noopener")
        return True

    def _picture(self, token: Token) -> list[Token]:
        """Our own pictures stand; another host's is a link that the reader may follow."""
        source, words = safe_url(_get(token, "src")), _get(token, "alt")
        if source and is_own_picture(source):
            _set(token, "src", source)
            _set(token, "alt", words)
            _set(token, "loading", "lazy")
            return [token]
        text = {"type": "Characters", "data": escape(words or source or "", quote=False)}
        if not source or any(self.links):
            return [text]
        link = _start("a", href=source)
        self._link(link)
        return [link, text, _end_of("a")]

    def _tick_box(self, token: Token) -> None:
        is_ticked = (None, "checked") in token["data"]
        token["data"].clear()
        _set(token, "type", "checkbox")
        _set(token, "disabled", "")
        if is_ticked:
            _set(token, "checked", "")
        _set(token, "aria-label", self.words["done" if is_ticked else "to_do"])


def _bound(token: Token) -> None:
    """Ids and classes of user text keep out of the page's own."""
    if identity := _get(token, "id"):
        _set(token, "id", "u-" + "".join(identity.split()))
    if classes := kept_classes(token["name"], _get(token, "class")):
        _set(token, "class", classes)
    else:
        token["data"].pop((None, "class"), None)


def _align(token: Token) -> None:
    alignment = _ALIGNMENTS.get(_get(token, "align"))
    token["data"].pop((None, "align"), None)
    if alignment:
        _set(token, "class", alignment)


def _get(token: Token, name: str) -> str:
    """An attribute as a browser sees it; bleach hands over entities as they were written."""
    return unescape(token["data"].get((None, name)) or "")


def _set(token: Token, name: str, value: str) -> None:
    token["data"][None, name] = escape(value, quote=False)


def _start(name: str, **attributes: str) -> Token:
    token: Token = {"type": "StartTag", "name": name, "namespace": None, "data": {}}
    for key, value in attributes.items():
        _set(token, key, value)
    return token


def _end_of(name: str) -> Token:
    return {"type": "EndTag", "name": name, "namespace": None, "data": {}}
