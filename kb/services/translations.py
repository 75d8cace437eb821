"""Translations beside their source, the first article of their group: which of them are outdated.

A translation remembers which text of its source it says. That is no key of its file: the number of
a revision is one database's, and a writer who edits both files cannot know it.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from accounts.models import User
from accounts.services import audit
from core.db import GREATEST_ID, db
from core.permissions import Actor
from kb.models import Article, ArticleStatus, Revision
from kb.permissions import see_article

PER_PAGE = 30
_Source = aliased(Article)


class Outdated(NamedTuple):
    """The source says `new` by now, the translation `old`; it moved on at `since`."""

    source: Article
    old: Revision
    new: Revision
    since: datetime


class NoSuchText(Exception):
    """The revision is none of the source's."""


def note_source(article: Article) -> None:
    """A translation that is new says what its source says now. The caller flushes."""
    if article.is_translation and article.translated_from_id is None:
        live = select(Article.live_revision_id).where(Article.key == article.translation_group)
        article.translated_from_id = db.session.scalar(live)


def confirm(article: Article, revision_id: int, *, by: User) -> None:
    """Somebody compared: it says that text of its source. Raises NoSuchText. The caller commits."""
    of_source = (
        select(Revision.id)
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.id == revision_id, Article.key == article.translation_group)
    )
    if revision_id > GREATEST_ID or db.session.scalar(of_source) is None:
        raise NoSuchText(revision_id)
    article.translated_from_id = revision_id
    audit.record(by, "article.translation_confirmed", f"article:{article.id}")


def outdated(article: Article, *, for_: Actor) -> Outdated | None:
    """How far its source moved on, for who may read the source. One query, of translations only."""
    if not article.is_translation or article.translated_from_id is None:
        return None
    old, new, between = aliased(Revision), aliased(Revision), aliased(Revision)
    since = (
        select(func.min(between.created_at))
        .where(between.article_id == _Source.id, between.number > old.number)
        .where(between.number <= new.number, between.is_conflict.is_(False))
        .scalar_subquery()
    )
    row = db.session.execute(
        select(_Source, old, new, func.coalesce(since, new.created_at, type_=new.created_at.type))
        .join(old, (old.article_id == _Source.id) & (old.id == article.translated_from_id))
        .join(new, new.id == _Source.live_revision_id)
        .where(_Source.key == article.translation_group, old.id != new.id)
    ).first()
    return Outdated(*row) if row is not None and see_article(for_, row[0]) else None


def missing_in(language: str, *, before: int | None = None) -> list[Article]:
    """Published articles that have none in the language, newest first; one more than a page."""
    there = aliased(Article)
    has_one = exists().where(
        there.translation_group == Article.translation_group,
        there.language == language,
        there.status != ArticleStatus.ARCHIVED,
    )
    return _listed(before, Article.language != language, ~has_one)


def outdated_in(language: str, *, before: int | None = None) -> list[Article]:
    """Published translations whose source moved on, newest first; one more than a page."""
    moved_on = exists().where(
        _Source.key == Article.translation_group,
        _Source.live_revision_id != Article.translated_from_id,
    )
    return _listed(before, Article.language == language, Article.translated_from_id > 0, moved_on)


def _listed(before: int | None, *wanted: Any) -> list[Article]:
    found = select(Article).where(Article.status == ArticleStatus.PUBLISHED, *wanted)
    if before is not None and before <= GREATEST_ID:
        found = found.where(Article.id < before)
    shown = found.options(joinedload(Article.collection), joinedload(Article.owner))
    return list(db.session.scalars(shown.order_by(Article.id.desc()).limit(PER_PAGE + 1)))
