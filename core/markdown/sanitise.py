"""HTML from anywhere in, HTML that cannot harm out: bleach with an allow-list, then nh3 last.

Bleach is no longer maintained, so nothing rests on it alone: what each pass lets through, both do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import nh3
from bleach.sanitizer import Cleaner

from core.markdown.allowed import ALWAYS, ATTRIBUTES, TAGS, kept_classes
from core.markdown.decorate import Decorate
from core.markdown.labels import labels
from core.markdown.links import SCHEMES, is_own, is_own_picture, safe_url

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
        return tag in ("td", "th")  # the decoration makes it a class
    return name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ())


def _checked(resolve: ResolveLink | None, tag: str, name: str, value: str) -> str | None:
    """The attribute's value as it may stand, or None to drop it."""
    match name:
        case "class":
            return kept_classes(tag, value) or None
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
