"""Something an article rests on is not as it was: somebody should read it again."""

from datetime import UTC, datetime, time
from hashlib import sha256
from typing import NamedTuple

from accounts.services import audit
from core.clock import now
from core.db import db
from core.events import announce
from core.panels import Panel, panels
from kb.models import Article

CHECKS = ("article.checked", "article.published", "article.scheduled")


class NotSeen(Exception):
    """What the article rests on is not as it stood on the page where somebody found it right."""


class Doubts(NamedTuple):
    """What staff are shown of what changed below the article.

    seen -- names just that, for the form beside it; "" where there is nothing to look at.
    """

    panels: list[Panel]
    seen: str = ""


NO_DOUBTS = Doubts([])


def doubts(article: Article) -> Doubts:
    """As it is at this moment, whether or not anybody was called for it yet."""
    found = panels("source changes", article)
    if not found and article.source_changed_at is None:
        return NO_DOUBTS
    said = "\n".join(f"{each.template} {each.stamp}" for each in found)
    return Doubts(found, sha256(said.encode()).hexdigest())


def hold_to(article: Article, seen: str) -> None:
    """Raises NotSeen unless there is nothing to look at, or it is what the person was shown.

    Asked in the unit of work that finds the article right: its lock keeps it so until the end.
    """
    there = doubts(article).seen
    if there and there != seen:
        raise NotSeen(article.id)


def call_for_check(article: Article) -> None:
    """Let the article need a check; one that needs it already waits since the first time. Flushes.

    Its owner is told by the handler of `article.doubted`.
    """
    if article.source_changed_at is not None:
        return
    article.source_changed_at = now()
    db.session.flush()
    announce("article.doubted", article.id)
    announce("article.changed", article.id)


def last_check(article: Article) -> datetime:
    """When somebody last said that it is right, by publishing or checking it, here or in its file.

    A file names a day: what was said on that day counts as said afterwards.
    """
    noted = audit.last(f"article:{article.id}", *CHECKS) or article.created_at
    if article.checked_on is not None and article.checked_on > noted.date():
        return datetime.combine(article.checked_on, time.min, UTC)
    return noted
