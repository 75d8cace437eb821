"""Which articles a reader finds, as SQL: the criteria of every list."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, exists, or_, type_coerce
from sqlalchemy.orm import aliased

from core.audience import audiences_of
from core.clock import now
from core.permissions import Actor
from kb.models import Article, ArticleStatus

# For the few that are found by something else: most articles are published, and SQLite must not
# take the index of that state for the best way to them (12 ms of 100,000 articles).
PUBLISHED_OF_FEW = type_coerce(Article.status, String).concat("") == ArticleStatus.PUBLISHED.value
_OTHER = aliased(Article)  # made once: it costs as much as a query


def is_out(of: Any = Article) -> ColumnElement[bool]:
    """Published now, with a text."""
    return and_(
        of.status == ArticleStatus.PUBLISHED,
        of.live_revision_id.is_not(None),
        or_(of.publish_at.is_(None), of.publish_at <= now()),
    )


def is_visible_to(actor: Actor, of: Any = Article) -> ColumnElement[bool]:
    """Published now, for this person's audience: the criterion of every readers' list."""
    return and_(is_out(of), of.audience.in_(audiences_of(actor)))


def in_reach_of(actor: Actor, language: str) -> ColumnElement[bool]:
    """Written in `language`, or without a translation into it that this person may read."""
    translated = exists().where(
        _OTHER.translation_group == Article.translation_group,
        _OTHER.language == language,
        is_visible_to(actor, _OTHER),
    )
    return or_(Article.language == language, ~translated)
