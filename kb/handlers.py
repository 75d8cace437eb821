"""Keep the content folder true to the database; publish what is due. Worker only."""

from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from core.db import db
from core.events import Delivery, hears, hears_batch
from core.markdown import RENDERER_VERSION
from core.schedule import every
from kb.content import writing
from kb.models import Article, Collection, Revision
from kb.services import counting, publishing
from kb.services.rendering import render_article


def _folder() -> Path:
    folder: Path = current_app.config["HOIDAP_CONTENT_PATH"]
    return folder


@hears("article.published", "article.changed", "article.archived")
def write_file(delivery: Delivery) -> None:
    """The article's file says what readers see; again after a crash it does no harm.

    It is read anew in any case, so that the unit of work has begun and holds the write lock.
    """
    article = db.session.get(Article, delivery.subject_id, populate_existing=True)
    if article is not None:
        writing.write_article(article, _folder())


@hears("collection.changed")
def write_index_files(delivery: Delivery) -> None:
    """The collection's `_index.md` files say what it is called."""
    collection = db.session.get(Collection, delivery.subject_id, populate_existing=True)
    if collection is not None:
        writing.write_indexes(collection, _folder())


@hears_batch("article.published", "article.changed", "article.archived")
def count_shelves(_deliveries: list[Delivery]) -> None:
    """What lists of shelves say beside each; once for all that changed."""
    counting.renew()


@every(timedelta(hours=1))
def count_shelves_anew() -> None:
    """Also what came by a way that announces nothing (an import)."""
    counting.renew()


@every(timedelta(minutes=1))
def publish_scheduled() -> None:
    publishing.publish_due()


@every(timedelta(minutes=10))
def render_again() -> None:
    """Live texts made by an older renderer, a few at a time."""
    old = (
        select(Revision, Article)
        .join(Article, Article.live_revision_id == Revision.id)
        .where(Revision.renderer_version < RENDERER_VERSION)
        .limit(20)
    )
    for revision, article in db.session.execute(old).all():
        rendered = render_article(
            revision.body, language=article.language, collection=article.collection
        )
        revision.html, revision.renderer_version = rendered.html, rendered.version
        db.session.commit()
