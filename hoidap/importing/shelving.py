"""Articles: one record becomes an article with its text, whole or not at all. Callers commit."""

from dataclasses import dataclass

from core.clock import now
from core.db import db
from core.markdown import Rendered
from core.origins import Origin, note_addresses, note_origin
from core.slugs import slugify
from core.tags import named
from core.text import clean_line, clean_text
from forum.services.repeating import hash_of
from hoidap.importing.records import ArticleRecord
from hoidap.importing.rendering import render_patiently
from hoidap.importing.report import Report, Step
from hoidap.importing.source import Options
from kb.content.json_values import to_json
from kb.models import Article, ArticleStatus, Collection
from kb.services import publishing
from kb.services.drafting import add_revision, free_slug, new_key, newest_revision

TITLE_LENGTH, SUMMARY_LENGTH = 200, 300


@dataclass(frozen=True)
class ReadyArticle:
    """An article whose text is rendered already: what is left to do is quick."""

    record: ArticleRecord
    digest: str
    body: str
    rendered: Rendered


def ready(record: ArticleRecord, digest: str, body: str) -> ReadyArticle:
    """Render outside any transaction.

    digest -- of the record as it came; body -- its text with the pictures in place.
    """
    body = clean_text(body)
    return ReadyArticle(record, digest, body, render_patiently(body, language=record.language))


@dataclass(frozen=True)
class Around:
    """What the documents of a batch name, found with a few queries for all of them."""

    people: dict[str | None, int]
    places: dict[str, int]  # collections, or categories
    origins: dict[str, Origin]


def take_article(item: ReadyArticle, around: Around, options: Options, report: Report) -> Step:
    """Write the article, or what changed of it. Flushes."""
    origin = around.origins.get(item.record.ref)
    if origin is None:
        _add(item, around, options, report)
        return Step.NEW
    article = db.session.get(Article, origin.subject_id)
    newest = newest_revision(article) if article else None
    if article is not None and item.record.audience.width < article.audience.width:
        article.audience = item.record.audience  # restricted there since
        report.note("restricted there since: restricted here too", item.record.ref)
    if article is None or newest is None or hash_of(newest.body) != origin.kept_hash:
        origin.digest = item.digest  # said once, not at every repetition
        report.note("changed there and here: ours stays", item.record.ref)
        return Step.KEPT
    _write(article, item, around)
    origin.digest, origin.kept_hash = item.digest, hash_of(item.body)
    return Step.CHANGED


def _add(item: ReadyArticle, around: Around, options: Options, report: Report) -> None:
    record = item.record
    collection = db.session.get_one(Collection, around.places[record.shelf])
    key = new_key()
    title = clean_line(record.title)[:TITLE_LENGTH] or record.ref[:TITLE_LENGTH]
    wanted = slugify(record.slug or title, 60) or slugify(record.ref, 60)
    article = Article(
        key=key,
        collection_id=collection.id,
        language=record.language,
        slug=free_slug(wanted, language=record.language, collection=collection),
        translation_group=_group(record, around) or key,
        title=title,
        summary=clean_line(record.summary)[:SUMMARY_LENGTH],
        status=ArticleStatus.DRAFT,
        view_count=record.view_count,
        created_at=record.created_at or now(),
    )
    article.collection = collection
    db.session.add(article)
    db.session.flush()
    _describe(article, record, options)
    _write(article, item, around)
    note_origin(
        options.name,
        "article",
        record.ref,
        article.id,
        digest=item.digest,
        kept_hash=hash_of(item.body),
    )
    for path in note_addresses("article", article.id, record.addresses):
        report.note("old address that leads elsewhere already", path)


def _describe(article: Article, record: ArticleRecord, options: Options) -> None:
    article.audience = min(record.audience, options.audience, key=lambda each: each.width)
    article.tags = named(list(record.tags))
    article.keywords = [clean_line(word) for word in record.keywords]
    article.is_featured = record.is_featured
    article.position = record.position
    article.checked_on = record.checked_on
    article.review_days = record.review_days
    article.front_matter = to_json(record.front_matter)


def _write(article: Article, item: ReadyArticle, around: Around) -> None:
    """The text as the next revision, with the state that the record says."""
    record = item.record
    revision = add_revision(
        article,
        title=clean_line(record.title)[:TITLE_LENGTH] or article.title,
        summary=clean_line(record.summary)[:SUMMARY_LENGTH],
        body=item.body,
        html=item.rendered.html,
        author=None,
    )
    revision.author_id = around.people[record.author] if record.author else None
    moment = record.updated_at or record.created_at or now()
    revision.created_at = moment
    if record.status is ArticleStatus.PUBLISHED:
        publishing.make_live(article, revision)
        article.published_at = article.published_at or record.created_at or moment
    else:
        article.status = record.status
        if record.status is ArticleStatus.ARCHIVED:
            article.live_revision = revision
            article.archived_at = moment
    db.session.flush()
    article.updated_at = moment


def _group(record: ArticleRecord, around: Around) -> str | None:
    """The translation group of the article that this one translates, when that is here."""
    origin = around.origins.get(record.translation_of or "")
    head = db.session.get(Article, origin.subject_id) if origin else None
    return head.translation_group if head else None
