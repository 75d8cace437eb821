"""How many articles each reader finds on each shelf, and which ones all staff must read.

Kept by the worker (core/tallies.py).
"""

from collections import Counter, defaultdict

from sqlalchemy import select

from core import tallies
from core.audience import Audience
from core.db import db
from core.i18n import LANGUAGES
from kb.models import Article
from kb.services.visibility import is_out

NAME, DUTIES = "kb.shelves", "kb.duties"


def renew() -> None:
    """Count anew. The caller commits."""
    tallies.renew({NAME: count, DUTIES: count_duties})


def duties() -> list[int]:
    """Ids of the articles that staff must read: few among many, and looked for at each desk."""
    return [int(number) for number in tallies.read(DUTIES, count_duties)]


def count_duties() -> dict[str, int]:
    found = db.session.scalars(select(Article.id).where(Article.must_be_read))
    return {str(number): 1 for number in found}


def on_shelves(reader: Audience, language: str) -> dict[int, int]:
    """Collection's id -> how many articles a reader finds there in `language`.

    reader -- the narrowest audience they belong to.
    """
    counts = tallies.read(NAME, count)
    wanted = _key("", reader, language)
    return {
        int(key.removesuffix(wanted)): number
        for key, number in counts.items()
        if key.endswith(wanted)
    }


def count() -> dict[str, int]:
    """For each shelf, reader and language: articles in it, or without a translation into it."""
    rows = db.session.execute(
        select(
            Article.audience, Article.collection_id, Article.language, Article.translation_group
        ).where(is_out())
    )
    by_audience: defaultdict[Audience, list[tuple[int, str, str]]] = defaultdict(list)
    for audience, shelf, language, group in rows:
        by_audience[audience].append((shelf, language, group))
    counts: Counter[str] = Counter()
    seen: list[tuple[int, str, str]] = []
    for reader in Audience:  # from the widest: each sees what the one before sees, and more
        seen += by_audience[reader]
        written = {(group, language) for _shelf, language, group in seen}
        for wanted in LANGUAGES:
            found = Counter(
                shelf
                for shelf, language, group in seen
                if language == wanted or (group, wanted) not in written
            )
            counts.update({_key(shelf, reader, wanted): found[shelf] for shelf in found})
    return dict(counts)


def _key(collection_id: int | str, reader: Audience, language: str) -> str:
    return f"{collection_id}.{reader}.{language}"
