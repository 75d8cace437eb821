"""Readable tails for addresses: `214-doi-tra-hang`. The id finds; the slug only tells."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# đ and its relatives carry no combining mark, so taking marks off does not reach them.
_WITHOUT_MARKS = str.maketrans(
    {"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ß": "ss"}
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=50)  # a thread's page asks for its own sixty times
def slugify(title: str, limit: int = 80) -> str:
    """`title` in a-z, 0-9 and single hyphens, at most `limit` characters, cut between words.

    Empty when the title has no letter of the Latin script (the id alone then makes the address).
    """
    plain = unicodedata.normalize("NFKD", title.translate(_WITHOUT_MARKS))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    slug = _SEPARATORS.sub("-", letters).strip("-")
    if len(slug) <= limit:
        return slug
    whole_words, _, _ = slug[: limit + 1].rpartition("-")
    return whole_words or slug[:limit]


def with_id(id: int, title: str) -> str:
    """`214-doi-tra-hang`, or `214` when the title leaves no slug."""
    slug = slugify(title)
    return f"{id}-{slug}" if slug else str(id)
