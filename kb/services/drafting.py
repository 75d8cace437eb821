"""Writing: new drafts, and revisions on top of revisions. Readers see nothing of it yet."""

import secrets
import string
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select

from accounts.models import Product, User
from accounts.services import audit
from core import tags as tagging
from core.audience import Audience
from core.db import GREATEST_ID, db
from core.events import announce
from core.slugs import slugify
from kb.models import Article, ArticleKind, ArticleStatus, Collection, Revision
from kb.services import crediting
from kb.services.rendering import RENDERER_VERSION, render_article
from kb.services.translations import note_source

_LETTERS = string.ascii_lowercase + string.digits


class StaleText(Exception):
    """Somebody saved meanwhile. `newest` is their revision; nothing of yours was thrown away."""

    def __init__(self, newest: Revision) -> None:
        super().__init__(newest.number)
        self.newest = newest


def draft(  # noqa: PLR0913 -- a new article is all of this; each part has a plain default
    *,
    title: str,
    body: str,
    collection: Collection,
    language: str,
    by: User,
    summary: str = "",
    source: dict[str, Any] | None = None,
    keywords: Iterable[str] = (),
    audience: Audience = Audience.PUBLIC,
    products: Iterable[Product] = (),
    tags: Iterable[str] = (),
    translation_of: Article | None = None,
    kind: ArticleKind = ArticleKind.FAQ,
    effective_on: date | None = None,
    html: str | None = None,
) -> Article:
    """Begin an article: a draft with its first revision, owned by its writer. Flushes.

    source -- where it comes from: url, quotes [{ref, hash}], contributors [person id].
    tags   -- names; they are made where they are new.
    html   -- of the body, where it is known already; None: rendered here, before the first query.
    """
    if html is None:
        html = render_article(body, language=language, collection=collection).html
    key = new_key()
    article = Article(
        key=key,
        collection_id=collection.id,
        owner_id=by.id,
        language=language,
        slug=free_slug(title, language=language, collection=collection),
        translation_group=translation_of.translation_group if translation_of else key,
        title=title,
        summary=summary,
        status=ArticleStatus.DRAFT,
        audience=audience,
        keywords=list(keywords),
        kind=kind,
        effective_on=effective_on,
        source=source,
        products=list(products),
        tags=tagging.named(list(tags)),
    )
    article.collection = collection
    note_source(article)
    db.session.add(article)
    crediting.credit(article)
    add_revision(article, title=title, summary=summary, body=body, html=html, author=by)
    audit.record(by, "article.drafted", f"article:{article.id}", title)
    announce("article.saved", article.id, actor_id=by.id)
    return article


def save(
    article: Article, *, title: str, summary: str, body: str, note: str, by: User, based_on: int
) -> Revision:
    """Add a revision on top of number `based_on`; readers see it once it is published.

    Saving what stands there already changes nothing. Raises StaleText. Flushes.
    """
    html = _rendered(article, body)
    newest = newest_revision(article)
    if newest is not None and newest.number != based_on:
        raise StaleText(newest)
    if newest and (newest.title, newest.summary, newest.body) == (title, summary, body):
        return newest
    revision = add_revision(
        article, title=title, summary=summary, body=body, html=html, author=by, note=note
    )
    _announce_text(article, revision, by)
    return revision


def restore(revision: Revision, *, by: User, note: str = "") -> Revision:
    """Put an old text (or the file's, after a conflict) on top as the newest revision. Flushes."""
    article = db.session.get_one(Article, revision.article_id)
    html = _rendered(article, revision.body)
    restored = add_revision(
        article,
        title=revision.title,
        summary=revision.summary,
        body=revision.body,
        html=html,
        author=by,
        note=note,
    )
    audit.record(by, "revision.restored", f"article:{article.id}", f"#{revision.number}")
    _announce_text(article, restored, by)
    return restored


def _announce_text(article: Article, revision: Revision, by: User) -> None:
    """Readers see nothing new, but the file may have to say something else.

    It does where it holds the draft (the article was taken back), or where this text ends a
    conflict or the wait of a file's text, for which the file was left as it is.
    """
    announce("article.saved", article.id, actor_id=by.id)
    if article.file_path is None:
        return
    below = numbered(article, revision.number - 1)
    is_its_text = article.status is ArticleStatus.DRAFT or article.live_revision_id is None
    if is_its_text or (below is not None and _is_only_filed(below, article)):
        announce("article.changed", article.id, actor_id=by.id)


def _is_only_filed(revision: Revision, article: Article) -> bool:
    """Whether its file still says this, though readers never saw it."""
    is_files = revision.author_id is None and revision.id != article.live_revision_id
    return revision.is_conflict or is_files


def _rendered(article: Article, body: str) -> str:
    """HTML of a text for the article, which is then read anew: it may be live meanwhile."""
    html = render_article(body, language=article.language, collection=article.collection).html
    db.session.refresh(article)
    return html


def add_revision(
    article: Article,
    *,
    title: str,
    summary: str,
    body: str,
    html: str,
    author: User | None,
    note: str = "",
    is_conflict: bool = False,
) -> Revision:
    """Write down one text with the next number. Until an article is live, it is called by it.

    A text of ours takes back what was submitted for review: nothing is published that the reviewer
    did not see.
    """
    last = select(func.max(Revision.number)).where(Revision.article_id == article.id)
    revision = Revision(
        article_id=article.id,
        author_id=author.id if author else None,
        number=(db.session.scalar(last) or 0) + 1,
        title=title,
        summary=summary,
        body=body,
        html=html,
        renderer_version=RENDERER_VERSION,
        note=note,
        is_conflict=is_conflict,
    )
    db.session.add(revision)
    if not is_conflict:
        withdraw(article)
    if article.live_revision_id is not None:
        article.has_newer_text = article.has_newer_text or not is_conflict
    elif not is_conflict:
        article.title, article.summary = title, summary
    db.session.flush()
    return revision


def withdraw(article: Article) -> None:
    """It no longer waits for a reviewer."""
    article.submitted_at = article.submitted_by = None
    if article.status is ArticleStatus.IN_REVIEW:
        article.status = ArticleStatus.DRAFT


def newest_revision(article: Article, *, ours: bool = False) -> Revision | None:
    """The last text written down; with `ours`, leaving out what a file said in a conflict."""
    revisions = select(Revision).where(Revision.article_id == article.id)
    if ours:
        revisions = revisions.where(Revision.is_conflict.is_(False))
    return db.session.scalar(revisions.order_by(Revision.number.desc()).limit(1))


def numbered(article: Article, number: int) -> Revision | None:
    """The article's revision of that number."""
    if number > GREATEST_ID:
        return None
    return db.session.scalar(
        select(Revision).where(Revision.article_id == article.id, Revision.number == number)
    )


def new_key() -> str:
    """Ten characters a-z, 0-9: 51 bits, so two articles never share one."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def free_slug(title: str, *, language: str, collection: Collection) -> str:
    """A file name made of the title that no article of this collection and language has."""
    wanted = slugify(title, 60) or "article"
    taken = set(
        db.session.scalars(
            select(Article.slug).where(
                Article.language == language,
                Article.collection_id == collection.id,
                Article.slug.startswith(wanted, autoescape=True),
            )
        )
    )
    names = (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
