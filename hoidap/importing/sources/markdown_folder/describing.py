"""Front matter of any dialect in our words. What is not ours survives as it is."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.audience import Audience
from hoidap.importing.sources.markdown_folder.languages import language_of_code
from hoidap.importing.sources.markdown_folder.reading import Page
from hoidap.importing.sources.markdown_folder.values import (
    Front,
    american_day,
    day_of,
    days_of,
    moment_of,
    position_of,
)
from kb.models import ArticleStatus

MOST_EXTRA = 20_000  # characters of what is not ours, as JSON
# Keys of our own files; another system's value under one of them would be read as ours.
OURS = frozenset(
    {
        *("key", "title", "summary", "products", "tags", "keywords", "audience", "status"),
        *("featured", "position", "owner", "checked_on", "review_days", "translation_of"),
        *("source", "name", "description", "icon"),
    }
)
_TITLES = ("title",)
_SUMMARIES = ("description", "summary", "excerpt", "subtitle")
_TAGS = ("tags", "tag", "labels", "label_names")
_KEYWORDS = ("keywords",)
_ORDERS = ("order", "sidebarposition_of", "weight", "position", "nav_order")
_FEATURED = ("featured", "popular", "promoted", "pinned")
_HIDDEN = ("draft", "hidden", "unlisted")
_ADDRESSES = ("redirect_from", "aliases", "redirects", "permalink", "url", "slug")
_LANGUAGES = ("lang", "language", "locale", "ms.contentlocale", "ms.locale")
_CREATED = ("created_at", "created", "date", "date_created", "published_at", "pubdate")
_UPDATED = ("updated_at", "updated", "lastmod", "last_updated", "last_modified_at", "edited_at")
_AMERICAN = ("ms.date",)  # month/day/year
_RESTRICTED = ("private", "restricted", "internal", "user_segment_id", "groups")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
Note = Callable[[str], None]


@dataclass(frozen=True)
class Description:
    """What a page says of itself; None where it says nothing."""

    title: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    status: ArticleStatus | None = None
    is_featured: bool = False
    position: int | None = None
    language: str | None = None
    addresses: tuple[str, ...] = ()  # as written; those beginning with / are whole paths
    zendesk_id: str | None = None
    own_id: str = ""
    category: str = ""
    parent: str = ""  # of a Hugo menu's entry
    created_at: datetime | None = None
    updated_at: datetime | None = None
    checked_on: date | None = None
    review_days: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def described(page: Page, note: Note) -> Description:
    """What the page's front matter means here; what is left out of it is noted."""
    front = Front(page)
    menu, parent = _menu(front)
    zendesk_id, own_id = _ids(front)
    return Description(
        title=front.words(_TITLES),
        summary=front.words(_SUMMARIES),
        tags=front.texts(_TAGS),
        keywords=front.texts(_KEYWORDS),
        audience=_audience(front, note),
        status=_status(front, note),
        is_featured=front.flag(_FEATURED),
        position=position_of(front.first(_ORDERS)) or menu,
        language=language_of_code(front.first(_LANGUAGES)),
        addresses=_addresses(front),
        zendesk_id=zendesk_id,
        own_id=own_id,
        category=next(iter(front.texts(("categories", "category"))), ""),
        parent=parent,
        created_at=moment_of(front.first(_CREATED)),
        updated_at=moment_of(front.first(_UPDATED)) or american_day(front.first(_AMERICAN)),
        checked_on=day_of(front.first(("checked_on",))),
        review_days=days_of(front.first(("review_days",))),
        extra=_extra(front, note),
    )


def _audience(front: Front, note: Note) -> Audience:
    """As our own files say it; anything that was not for everybody there is for staff here."""
    said = front.values.get("audience")
    if said in list(Audience):
        front.taken.add("audience")
        return Audience(said)
    closed = [value for name in _RESTRICTED if (value := front.values.get(name))]
    seen = front.values.get("visibility")
    is_closed = isinstance(seen, str) and seen.lower() in ("private", "internal", "restricted")
    if is_closed or any(value not in ("false", "no") for value in closed):
        note("restricted there: for staff only here")
        return Audience.STAFF
    return Audience.PUBLIC


def _status(front: Front, note: Note) -> ArticleStatus | None:
    said = front.values.get("status")
    if said in list(ArticleStatus):
        front.taken.add("status")
        return ArticleStatus(said)
    if front.values.get("published") is False or front.flag(("draft",)):
        return ArticleStatus.DRAFT
    if front.flag(("hidden", "unlisted")):
        note("hidden there: a draft here")
        return ArticleStatus.DRAFT
    return ArticleStatus.PUBLISHED if front.values.get("draft") is False else None


def _menu(front: Front) -> tuple[int | None, str]:
    """Weight and parent of Hugo's `menu: {docs: {weight: 3, parent: start}}`."""
    menus = front.values.get("menu")
    for entry in menus.values() if isinstance(menus, dict) else ():
        if isinstance(entry, dict):
            parent = entry.get("parent")
            return position_of(entry.get("weight")), parent if isinstance(parent, str) else ""
    return None, ""


def _ids(front: Front) -> tuple[str | None, str]:
    """Zendesk's number, and any other id that a link may name."""
    raw = str(front.values.get("id", "") or front.values.get("zendesk_id", ""))
    if raw.isdecimal() and len(raw) >= 5:
        front.taken |= {"id", "zendesk_id"}
        return raw, ""
    return None, raw if re.fullmatch(r"[\w./-]{1,200}", raw) else ""


def _addresses(front: Front) -> tuple[str, ...]:
    found: list[str] = []
    for name in _ADDRESSES:
        found += front.texts((name,))
    return tuple(address for address in found if address not in (".", "/"))


def _extra(front: Front, note: Note) -> dict[str, Any]:
    """The keys that are not ours; one that is called like ours gets another name."""
    extra: dict[str, Any] = {}
    for name, value in front.values.items():
        if name not in front.taken:
            extra[f"former_{name}" if name in OURS else name] = value
    if _EMAIL.search(json.dumps(extra, default=str, ensure_ascii=False)):
        note("left out: e-mail address in the front matter")
        extra = {
            name: value
            for name, value in extra.items()
            if not _EMAIL.search(json.dumps({name: value}, default=str, ensure_ascii=False))
        }
    if len(json.dumps(extra, default=str, ensure_ascii=False)) > MOST_EXTRA:
        note("left out: front matter that is too long")
        return {}
    return extra
