"""Addresses as people typed them into a post."""

import re
from urllib.parse import quote

_PLACES = {
    "youtube": "https://www.youtube.com/watch?v=",
    "gist": "https://gist.github.com/",
    "pastebin": "https://pastebin.com/",
}
_HOST = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/:?#]|$))", re.IGNORECASE)


def absolute(url: str) -> str:
    """The address with its scheme, where only that was left out; a path stays a path."""
    url = url.strip()
    if url.startswith("//"):
        return f"https:{url}"
    if url.lower().startswith("http:/") and not url.lower().startswith("http://"):
        return f"http://{url[6:]}"
    return f"http://{url}" if _HOST.match(url) and "@" not in url else url


def is_address(url: str) -> bool:
    """Whether this is an address at all, on another site or on this one."""
    return url.startswith(("/", "#")) or re.match(r"[a-z]+:\S", url, re.IGNORECASE) is not None


def elsewhere(service: str, typed: str) -> str:
    """Where something that a post showed from another site is; nothing when nobody knows."""
    if "//" in typed:
        return absolute(typed)
    base = _PLACES.get(service)
    return base + quote(typed, safe="/?=&") if base and typed and "\n" not in typed else ""
