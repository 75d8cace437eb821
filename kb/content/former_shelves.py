"""A folder that was renamed: its collection's address leads on to where its articles went."""

from collections.abc import Iterable

from sqlalchemy import exists, or_, select

from core.db import db
from core.origins import note_addresses
from kb.models import Article, Collection


def homes_of(articles: Iterable[Article]) -> dict[Article, int]:
    """On which shelf each stands, before a sync moves it."""
    return {article: article.collection_id for article in articles}


def note(homes: dict[Article, int]) -> None:
    """Lead on from the shelves that are empty now, each to the one that all it had went to.

    homes -- where the articles stood before. The caller commits.
    """
    went: dict[int, set[int]] = {}
    for article, former in homes.items():
        if article.collection_id != former:
            went.setdefault(former, set()).add(article.collection_id)
    for former, places in went.items():
        if len(places) == 1 and _is_empty(former):
            address = db.session.get_one(Collection, former).url
            note_addresses("collection", places.pop(), [address])


def _is_empty(shelf: int) -> bool:
    holds = or_(
        exists().where(Article.collection_id == shelf),
        exists().where(Collection.parent_id == shelf),
    )
    return not db.session.scalar(select(holds))
