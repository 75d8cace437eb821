"""`hoidap kb sync`: changed files become revisions; nothing is overwritten, nothing is lost.

One commit a file, so that a crash leaves whole articles behind and the next run does the rest.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from core.db import db
from core.events import Delivery
from kb.content import former_shelves, taking_in
from kb.content.files import ArticleFile, Problem
from kb.content.library import Library, load
from kb.content.state import front_of
from kb.models import Article, Collection
from kb.services import publishing
from kb.services.drafting import newest_revision
from kb.services.rendering import render_article

WRITER = "kb.handlers.write_file"
INDEX_WRITER = "kb.handlers.write_index_files"


class FolderMissing(Exception):
    """There is no content folder; taken for empty, it would archive everything."""


class Step(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    CONFLICT = "conflict"
    ARCHIVED = "archived"


@dataclass
class Report:
    """What a sync did (or would do): steps as (what, path), in their order."""

    steps: list[tuple[Step, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0

    def count(self, step: Step) -> int:
        return sum(done is step for done, _ in self.steps)


def sync(folder: Path, *, dry_run: bool = False) -> Report:
    """Read what changed in the folder. Commits. Raises FolderMissing.

    dry_run -- say what would be done, change nothing.
    """
    if not folder.is_dir():
        raise FolderMissing(str(folder))
    library = load(folder, home_of=_homes())
    report = Report(problems=list(library.problems))
    matched = _match(library)
    if dry_run:
        _foresee(library, matched, report)
        return report
    shelves = _name_shelves(library)
    homes = former_shelves.homes_of(matched.values())
    for file in library.articles:
        _settle_place(file, matched, shelves, report)
    former_shelves.note(homes)
    db.session.commit()
    for file in library.articles:
        _settle_text(file, matched[file.path], report)
    for article in _gone(library, matched):
        publishing.archive(article, by=None, reason="file deleted")
        report.steps.append((Step.ARCHIVED, str(article.file_path).partition("#")[0]))
        article.file_path = article.synced_hash = None
        db.session.commit()
    return report


def _homes() -> dict[str, str]:
    rows = db.session.execute(select(Article.key, Article.file_path))
    return {key: path for key, path in rows if path}


def _match(library: Library) -> dict[str, Article]:
    """Path -> article: by key, else by where the file stood or stands."""
    articles = db.session.scalars(select(Article)).all()
    by_key = {article.key: article for article in articles}
    by_path = {article.file_path: article for article in articles if article.file_path}
    shelves = {row.id: row.slug for row in db.session.scalars(select(Collection))}
    by_place = {(a.language, shelves[a.collection_id], a.slug): a for a in articles}
    claimed = set(library.by_key)
    matched = {}
    for file in library.articles:
        if file.key:
            article = by_key.get(file.key)
        else:
            stands = (file.language, file.collection, file.slug)
            article = by_path.get(file.path) or by_place.get(stands)
            if article is not None and article.key in claimed:
                article = None
        if article is not None:
            matched[file.path] = article
    return matched


def _foresee(library: Library, matched: dict[str, Article], report: Report) -> None:
    for file in library.articles:
        article = matched.get(file.path)
        step = Step.NEW if article is None else _step_for(article, file)
        if step is None and article is not None and article.file_path != file.path:
            step = Step.MOVED
        if step is None:
            report.unchanged += 1
        else:
            report.steps.append((step, file.path))
    gone = _gone(library, matched)
    report.steps += [(Step.ARCHIVED, str(article.file_path)) for article in gone]


def _step_for(article: Article, file: ArticleFile) -> Step | None:
    """What a changed file asks for; None when both sides agree."""
    if article.synced_hash == file.digest:
        return None
    ours = front_of(article)
    if ours is None:
        return Step.NEW
    if file.front.says_the_same_as(ours):
        return None
    return Step.CONFLICT if _changed_here(article) else Step.CHANGED


def _changed_here(article: Article) -> bool:
    """A text of a colleague that no file holds yet, or a change the worker has still to write."""
    newest = newest_revision(article, ours=True)
    if newest is not None and newest.author_id and newest.id != article.live_revision_id:
        return True
    return is_unwritten(WRITER, article.id)


def is_unwritten(handler: str, subject_id: int) -> bool:
    """Whether the worker still has to write this thing's file."""
    waiting = select(Delivery.id).where(
        Delivery.handler == handler,
        Delivery.subject_id == subject_id,
        Delivery.actor_id.is_not(None),  # somebody's deed here; what sync announces names nobody
    )
    return db.session.scalar(waiting.limit(1)) is not None


def _name_shelves(library: Library) -> dict[str, Collection]:
    """Every collection that the files name, made where it is new, called what `_index.md` says."""
    shelves = {row.slug: row for row in db.session.scalars(select(Collection))}
    wanted = {file.collection for file in library.articles}
    wanted |= {index.collection for index in library.indexes}
    for slug in sorted(wanted):
        _shelf(slug, shelves)
    for index in library.indexes:
        shelf = shelves[index.collection]
        if not is_unwritten(INDEX_WRITER, shelf.id):
            taking_in.call(shelf, index)
    db.session.commit()
    return shelves


def _shelf(slug: str, shelves: dict[str, Collection]) -> Collection:
    if slug not in shelves:
        above = slug.rpartition("/")[0]
        parent = _shelf(above, shelves) if above else None
        shelf = Collection(slug=slug, names={}, parent_id=parent.id if parent else None)
        db.session.add(shelf)
        db.session.flush()
        shelves[slug] = shelf
    return shelves[slug]


def _settle_place(
    file: ArticleFile,
    matched: dict[str, Article],
    shelves: dict[str, Collection],
    report: Report,
) -> None:
    """Give each file its row at its place, before any text is rendered: links need addresses."""
    shelf = shelves[file.collection]
    article = matched.get(file.path)
    if article is not None and article.file_path == file.path:
        return
    _make_room(file, shelf, article)
    if article is None:
        matched[file.path] = taking_in.shelve(file, shelf)
        return
    if article.file_path is not None:
        report.steps.append((Step.MOVED, file.path))
    taking_in.place(article, file, shelf)


def _make_room(file: ArticleFile, shelf: Collection, own: Article | None) -> None:
    """Another article has this file name or path: the file's word counts, the other is renamed."""
    stands = (
        (Article.language == file.language)
        & (Article.collection_id == shelf.id)
        & (Article.slug == file.slug)
    )
    others = db.session.scalars(select(Article).where(stands | (Article.file_path == file.path)))
    for other in others.all():
        if other is own:
            continue
        if other.file_path == file.path:
            other.file_path = f"{file.path}#{other.key}"  # gone, unless its own file comes
        if other.collection_id == shelf.id and other.slug == file.slug:
            other.slug = f"{other.slug}-{other.key}"
    db.session.flush()


def _settle_text(file: ArticleFile, article: Article, report: Report) -> None:
    if article.synced_hash == file.digest:
        report.unchanged += 1
        return
    html = render_article(
        file.front.body, language=file.language, collection=article.collection
    ).html
    step = _step_for(article, file)
    if step is None:
        article.synced_hash = file.digest
        report.unchanged += 1
    elif step is Step.CONFLICT:
        taking_in.keep_as_conflict(article, file, html)
    else:
        taking_in.take_in(article, file, html)
    if step is not None:
        report.steps.append((step, file.path))
    db.session.commit()


def _gone(library: Library, matched: dict[str, Article]) -> list[Article]:
    """Articles whose file was there once and is not now."""
    here = {article.id for article in matched.values()}
    filed = db.session.scalars(select(Article).where(Article.file_path.is_not(None)))
    return [
        article
        for article in filed.all()
        if article.id not in here
        and article.file_path not in library.paths
        and not is_unwritten(WRITER, article.id)
    ]
