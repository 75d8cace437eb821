"""Hoidap's own help for a new site: the shipped articles, taken in so that only staff see them."""

import re
from pathlib import Path

from accounts.models import User
from accounts.services import audit
from hoidap.paths import SHIPPED_CONTENT
from kb import content

AUDIENCE = re.compile(r"^audience:.*$", re.MULTILINE)


def take_in(folder: Path, *, by: User) -> int:
    """Copy the shipped files into the site's content folder and read them; how many articles.

    Files that are there already stay as they are. An admin opens what customers shall see, one
    article at a time. The caller commits.
    """
    added = 0
    for source in sorted(SHIPPED_CONTENT.rglob("*.md")):
        target = folder / source.relative_to(SHIPPED_CONTENT)
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        if source.name != "_index.md":
            text = for_staff(text)
            added += 1
        target.write_text(text, encoding="utf-8")
    content.sync(folder)
    if added:
        audit.record(by, "help.taken_in", "article:0", str(added))
    return added


def for_staff(text: str) -> str:
    """The file with `audience: staff` in its front matter."""
    opening, front, body = text.split("---\n", 2)
    line = "audience: staff"
    front = AUDIENCE.sub(line, front) if AUDIENCE.search(front) else f"{front}{line}\n"
    return f"{opening}---\n{front}---\n{body}"
