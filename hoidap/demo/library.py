"""The demo's articles: the shipped ones through the content folder, the products' by hand."""

import shutil
from hashlib import sha256
from typing import Any

from flask import current_app
from sqlalchemy import select

from accounts.models import Product, User
from core.clock import now, today
from core.db import db
from core.events import announce
from core.markdown import RENDERER_VERSION, render
from core.tags import named
from hoidap.paths import SHIPPED_CONTENT
from kb import content
from kb.models import Article, ArticleStatus, Collection, Revision
from kb.services import crediting


def shelve_shipped_articles(*, owner: User) -> None:
    """Copy the shipped content/ into the site's content folder and take it in. Commits."""
    folder = current_app.config["HOIDAP_CONTENT_PATH"]
    shutil.copytree(SHIPPED_CONTENT, folder, dirs_exist_ok=True)
    db.session.commit()  # a sync is a unit of work of its own
    content.sync(folder)
    for article in db.session.scalars(select(Article)):
        article.owner_id = owner.id


def shelve_product_articles(
    lines: list[dict[str, Any]], products: dict[str, Product], owner: User
) -> None:
    for line in lines:
        article = shelve(line, owner)
        article.products = [products[line["product"]]]
    db.session.flush()


def shelve(line: dict[str, Any], owner: User, *, source: dict[str, Any] | None = None) -> Article:
    """Publish one article of the community file."""
    shelf = _collection(line["collection"])
    key = _key(line)
    article = Article(
        key=key,
        collection_id=shelf.id,
        owner_id=owner.id,
        language=line["language"],
        slug=line["slug"],
        title=line["title"],
        summary=line.get("summary", ""),
        translation_group=_group(shelf, line) or key,
        status=ArticleStatus.PUBLISHED,
        published_at=now(),
        checked_on=today(),
        review_days=180,
        is_featured=line.get("featured", False),
        keywords=line.get("keywords", []),
        tags=named(line.get("tags", [])),
        source=source,
    )
    db.session.add(article)
    crediting.credit(article)
    revision = Revision(
        article_id=article.id,
        author_id=owner.id,
        number=1,
        title=line["title"],
        summary=line.get("summary", ""),
        body=line["body"],
        html=render(line["body"], language=line["language"]),
        renderer_version=RENDERER_VERSION,
    )
    db.session.add(revision)
    db.session.flush()
    article.live_revision_id = revision.id
    announce("article.published", article.id)
    return article


def _collection(named_or_slug: Any) -> Collection:
    slug = named_or_slug if isinstance(named_or_slug, str) else named_or_slug["slug"]
    found = db.session.scalar(select(Collection).where(Collection.slug == slug))
    if found is None:
        names = {} if isinstance(named_or_slug, str) else named_or_slug["name"]
        icons = {"router": "router", "rice-cooker": "cup-hot", "bookkeeping-app": "journal-check"}
        found = Collection(slug=slug, names=names, icon=icons.get(slug, "book"), position=-10)
        db.session.add(found)
        db.session.flush()
    return found


def _group(shelf: Collection, line: dict[str, Any]) -> str | None:
    """The translation group of the same path in another language, if that came first."""
    return db.session.scalar(
        select(Article.translation_group).where(
            Article.collection_id == shelf.id, Article.slug == line["slug"]
        )
    )


def _key(line: dict[str, Any]) -> str:
    return sha256(f"{line['language']}/{line['slug']}".encode()).hexdigest()[:10]
