"""Links to a place within the same text: our headings are called by their words."""

from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from core.slugs import slugify

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def led_anchors(soup: BeautifulSoup, note: Callable[[str], None]) -> None:
    """Lead each `#place` to the heading it stands at; where there is none, its words remain."""
    links = [link for link in soup.find_all("a", href=True) if str(link["href"]).startswith("#")]
    if not links:
        return
    names = _names(soup)
    for link in links:
        heading = _heading_at(soup, str(link["href"])[1:])
        if heading is not None:
            link["href"] = f"#{names[id(heading)]}"
        else:
            del link["href"]
            note("link to a place within the text that has no heading")


def _names(soup: BeautifulSoup) -> dict[int, str]:
    """What each heading will be called, as core/markdown calls it."""
    seen: dict[str, int] = {}
    names: dict[int, str] = {}
    for heading in soup.find_all(_HEADINGS):
        slug = slugify(heading.get_text()) or "muc"
        count = seen[slug] = seen.get(slug, 0) + 1
        names[id(heading)] = f"{slug}-{count}" if count > 1 else slug
    return names


def _heading_at(soup: BeautifulSoup, name: str) -> Tag | None:
    """The heading that carries the place, follows it at once, or stands above it."""
    place = soup.find(id=name) if name else None
    if not isinstance(place, Tag):
        return None
    if place.name in _HEADINGS:
        return place
    around = place.find_parent(_HEADINGS) or place.find(_HEADINGS)
    after = None if place.get_text(strip=True) else place.find_next(_is_something)
    if after is not None and after.name not in _HEADINGS:
        after = None
    found = around or after or place.find_previous(_HEADINGS)
    return found if isinstance(found, Tag) else None


def _is_something(tag: Tag) -> bool:
    return tag.name in _HEADINGS or bool(tag.get_text(strip=True)) or tag.name == "img"
