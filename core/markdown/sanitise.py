"""HTML from anywhere in, HTML that cannot harm out: bleach with an allow-list, then nh3 last.

Bleach is no longer maintained, so nothing rests on it alone: what each pass lets through, both do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import nh3
from bleach.sanitizer import Cleaner

from core.markdown.decorate import Decorate
from core.markdown.highlight import CLASSES as CODE_CLASSES
from core.markdown.labels import labels
from core.markdown.links import SCHEMES, is_own, is_own_picture, safe_url

_BLOCKS = {"blockquote", "details", "div", "hr", "li", "ol", "p", "pre", "summary", "ul"}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_INLINE = {"a", "br", "code", "del", "em", "kbd", "span", "strong", "sub", "sup"}
TAGS = frozenset(_BLOCKS | _HEADINGS | _TABLES | _INLINE | {"img", "input"})
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "details": {"open"},
    "div": {"tabindex"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "*": {"class", "id"},
}
# What bleach may see on the way in and the decoration turns into classes.
_ALIGNED = ("th", "td")
_ALERTS = {f"alert-{kind}" for kind in ("note", "tip", "important", "warning", "caution")}
_FOOTNOTES = {"footnote", "footnote-ref", "footnote-backref"}
_OTHERS = {"highlight", "task-list", "task-list-item", "text-center", "text-end"}
CLASSES = frozenset(
    {"alert-box", "alert-title", "table", "table-responsive"} | _ALERTS | _FOOTNOTES | _OTHERS
)

# Attributes that have one value here, whatever was asked for.
ALWAYS = {
    "type": "checkbox",
    "tabindex": "0",
    "loading": "lazy",
    "rel": "nofollow ugc noopener",
    "disabled": "",
    "checked": "",
    "open": "",
}

ResolveLink = Callable[[str], str | None]


class _Cleaners(threading.local):
    """html5lib's parser keeps state: one a thread and language."""

    def __init__(self) -> None:
        self.made: dict[str, Cleaner] = {}


_cleaners = _Cleaners()


def decorated(html: str, language: str) -> str:
    """First pass: only allowed tags and attributes, with ids, classes and links put right."""
    cleaner = _cleaners.made.get(language)
    if cleaner is None:
        cleaner = _cleaners.made[language] = Cleaner(
            tags=TAGS,
            attributes=_is_allowed,
            protocols=SCHEMES,
            filters=[partial(Decorate, words=labels(language))],
        )
    return cleaner.clean(html)


def last_pass(html: str, resolve_link: ResolveLink | None = None) -> str:
    """Second pass, by another library, linear in time; also where own relative links are led."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=partial(_checked, resolve_link),
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def _is_allowed(tag: str, name: str, _value: str) -> bool:
    if name == "align":
        return tag in _ALIGNED
    return name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ())


def _checked(resolve: ResolveLink | None, tag: str, name: str, value: str) -> str | None:
    """The attribute's value as it may stand, or None to drop it."""
    match name:
        case "class":
            allowed = CODE_CLASSES if tag == "span" else CLASSES
            return " ".join(c for c in value.split() if c in allowed) or None
        case "id":
            return value if value.startswith("u-") else None
        case "href":
            return _led(value, resolve)
        case "src":
            safe = safe_url(value)
            return safe if safe and is_own_picture(safe) else None
        case "start":
            return value if value.isdecimal() else None
    return ALWAYS.get(name, value)


def _led(href: str, resolve: ResolveLink | None) -> str | None:
    safe = safe_url(href)
    if resolve is None or not safe or safe.startswith("#") or not is_own(safe):
        return safe
    resolved = safe_url(resolve(safe) or "")
    if not resolved or not is_own(resolved):
        return safe
    path, _, fragment = resolved.partition("#")
    if fragment and not fragment.startswith("u-"):
        fragment = f"u-{fragment}"  # as every heading's id in a rendered text
    return f"{path}#{fragment}" if fragment else path
