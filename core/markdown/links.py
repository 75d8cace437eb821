"""Where a link or picture in user text may lead; decided by parsing, never by a prefix."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto"})

# Browsers drop these before they read an address, so `java\tscript:` is a scheme to them.
_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?")  # no name and password before it


def safe_url(url: str) -> str | None:
    """`url` (decoded, as a browser sees it) made harmless, or None where it may not lead."""
    url = _IGNORED_BY_BROWSERS.sub("", url).strip().replace("\\", "%5C")
    before_path = re.split(r"[/?#]", url, maxsplit=1)[0]
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if ":" in before_path:
        scheme = before_path.partition(":")[0].lower()
        if scheme not in SCHEMES or parts.scheme != scheme:
            return None
        if scheme == "mailto":
            return url
    elif parts.scheme:
        return None
    has_host = ":" in before_path or url.startswith("//")
    return None if has_host and not _HOST.fullmatch(parts.netloc) else url


def is_own(safe: str) -> bool:
    """Whether a URL that `safe_url` passed stays on this site."""
    parts = urlsplit(safe)
    return not parts.scheme and not parts.netloc and not safe.startswith("//")


def is_own_picture(safe: str) -> bool:
    """Only paths from our own root: other hosts' pictures would tell them who reads."""
    return safe.startswith("/") and is_own(safe)
