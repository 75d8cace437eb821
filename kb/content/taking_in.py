"""From a file to the database: one file, one deed. The callers commit."""

from datetime import date, datetime

from sqlalchemy import select

from accounts.models import Product, User
from accounts.services import audit
from core import tags as tagging
from core.clock import now
from core.db import db
from core.events import announce
from kb.content.asking import is_wider
from kb.content.files import ArticleFile, IndexFile
from kb.content.json_values import to_json
from kb.content.state import front_of
from kb.models import Article, ArticleStatus, Collection, Revision
from kb.services import crediting, publishing
from kb.services.drafting import add_revision, new_key, newest_revision, withdraw


def shelve(file: ArticleFile, collection: Collection) -> Article:
    """The row of a new file, still without a text: others may link to it already. Flushes."""
    key = file.key or new_key()
    article = Article(
        key=key,
        collection_id=collection.id,
        language=file.language,
        slug=file.slug,
        translation_group=key,
        title=file.front.title,
        status=ArticleStatus.DRAFT,
        file_path=file.path,
    )
    article.collection = collection
    db.session.add(article)
    db.session.flush()
    return article


def place(article: Article, file: ArticleFile, collection: Collection) -> None:
    """The file was moved or renamed: the article moves with it. Flushes."""
    article.collection = collection
    article.language = file.language
    article.slug = file.slug
    article.file_path = file.path
    db.session.flush()


def take_in(
    article: Article,
    file: ArticleFile,
    html: str,
    *,
    for_review: bool = False,
    publish: bool = False,
) -> None:
    """Let the article say what its file says: a new revision, live if published. Flushes.

    for_review -- the text waits for staff instead, who read in its note for whom it should be.
    publish -- the operator answers for it, also for more readers.
    """
    front = file.front
    was_visible = article.is_public_now
    is_held = not publish and _would_widen(article, file, for_review)
    note = f"audience: {front.audience}" if is_held else ""
    if article.is_submitted_by_file:
        withdraw(article)
    _describe(article, file, for_review, is_held)
    revision = newest_revision(article, ours=True)
    said = (front.title, front.summary, front.body.strip(), note)
    if revision is None or _said(revision, with_note=bool(note)) != said:
        revision = add_revision(
            article,
            title=front.title,
            summary=front.summary,
            body=front.body,
            html=html,
            author=None,
            note=note,
        )
    article.synced_hash = file.digest
    audit.record(None, "article.taken_in", f"article:{article.id}", file.path)
    if for_review:
        _submit(article, revision)
        return
    if front.status is ArticleStatus.PUBLISHED:
        _publish(article, revision, was_visible)
        return
    article.status = front.status
    if front.status is ArticleStatus.IN_REVIEW:
        article.submitted_at = article.submitted_at or now()
    if front.status is ArticleStatus.ARCHIVED:
        article.live_revision = article.live_revision or revision
        article.archived_at = article.archived_at or now()
    announce("article.changed", article.id)


def _would_widen(article: Article, file: ArticleFile, for_review: bool) -> bool:
    """Also one that is a draft in between: else its next save would publish it to more people."""
    return is_wider(article, file) and (for_review or article.live_revision_id is not None)


def _said(revision: Revision, *, with_note: bool) -> tuple[str, str, str, str]:
    note = revision.note if with_note else ""
    return revision.title, revision.summary, revision.body.strip(), note


def _submit(article: Article, revision: Revision) -> None:
    """Let it wait for a reviewer; a live article stays live with the text it has."""
    article.submitted_at, article.submitted_by = now(), None
    if article.status is not ArticleStatus.PUBLISHED:
        article.status, article.archived_at = ArticleStatus.IN_REVIEW, None
    db.session.flush()
    audit.record(None, "article.submitted", f"article:{article.id}", f"#{revision.number}")
    announce("article.changed", article.id)


def _publish(article: Article, revision: Revision, was_visible: bool) -> None:
    publishing.make_live(article, revision)
    article.publish_at = None
    article.published_at = article.published_at or now()
    db.session.flush()
    if not was_visible:
        announce("article.published", article.id)
    announce("article.changed", article.id)


def _describe(article: Article, file: ArticleFile, for_review: bool, is_held: bool) -> None:
    """Everything of the front matter but title, summary and status.

    for_review -- when it was checked is of the text that readers have.
    is_held -- the audience stays: only staff widen it.
    """
    front = file.front
    found = select(Product).where(Product.slug.in_(front.products))
    article.products = list(db.session.scalars(found)) if front.products else []
    article.tags = tagging.named(list(front.tags))
    article.keywords = list(front.keywords)
    article.kind, article.effective_on = front.kind, front.effective_on
    article.is_featured = front.featured
    article.position = front.position
    if front.owner is not None and db.session.get(User, front.owner) is not None:
        article.owner_id = front.owner
    if not is_held:
        if front.audience is not article.audience and article.live_revision_id is not None:
            step = f"{article.audience} → {front.audience}: {file.path}"
            audit.record(None, "article.audience_changed", f"article:{article.id}", step)
        article.audience = front.audience
    if not (for_review and article.live_revision_id):
        if _is_checked_since(front.checked_on, article.source_changed_at):
            article.source_changed_at = None
        article.checked_on = front.checked_on
    article.review_days = front.review_days
    article.source = to_json(front.source)
    crediting.credit(article)
    article.front_matter = to_json(front.extra)
    article.translation_group = _group(article, front.translation_of)
    db.session.flush()


def _is_checked_since(checked_on: date | None, changed_at: datetime | None) -> bool:
    return bool(checked_on and changed_at and checked_on > changed_at.date())


def _group(article: Article, of: str | None) -> str:
    if of is None:
        return article.key
    head = db.session.scalar(select(Article.translation_group).where(Article.key == of))
    return head or of


def keep_as_conflict(article: Article, file: ArticleFile, html: str) -> None:
    """Both sides changed: the file's text is kept beside ours, for staff to choose. Flushes."""
    add_revision(
        article,
        title=file.front.title,
        summary=file.front.summary,
        body=file.front.body,
        html=html,
        author=None,
        note=_what_else(article, file),
        is_conflict=True,
    )
    article.synced_hash = file.digest
    audit.record(None, "article.conflicted", f"article:{article.id}", file.path)
    announce("article.saved", article.id)


def _what_else(article: Article, file: ArticleFile) -> str:
    """What the file says differently beside its text, so that this is not lost either."""
    ours = front_of(article)
    if ours is None:
        return ""
    names = (
        "products", "tags", "keywords", "kind", "effective_on", "audience", "status", "featured",
        "review_days",
    )  # fmt: skip
    differ = [n for n in names if getattr(ours, n) != getattr(file.front, n)]
    return "; ".join(f"{name}: {_plain(getattr(file.front, name))}" for name in differ)[:1000]


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def call(collection: Collection, index: IndexFile) -> None:
    """Let the collection be called what its `_index.md` says."""
    language = index.language
    collection.names = {**collection.names, language: index.name}
    collection.descriptions = {**collection.descriptions, language: index.description}
    collection.position, collection.icon = index.position, index.icon
