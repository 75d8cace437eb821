"""Where a person may be sent: paths of this site only."""

from urllib.parse import urlsplit


def local_path(target: str | None) -> str | None:
    """`target` when it is a path of this site (query included), else None.

    Refuses other hosts in every dress browsers accept: `//host`, `/\\host`, schemes, control
    characters.
    """
    if not target or not target.startswith("/") or len(target) > 4000:
        return None
    if target[1:2] in ("/", "\\") or any(ord(letter) < 32 for letter in target) or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
