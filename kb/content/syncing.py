"""`hoidap kb sync`: changed files become revisions; nothing is overwritten, nothing is lost.

One commit a file, so that a crash leaves whole articles behind and the next run does the rest.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from core.db import db, release
from kb.content import disk, files, former_shelves, lock, placing, taking_in
from kb.content.asking import needs_reviewer
from kb.content.files import ArticleFile, Problem
from kb.content.library import Library, load
from kb.content.state import front_of
from kb.content.waiting import WRITER, is_unwritten
from kb.models import Article, Collection
from kb.services import publishing
from kb.services.drafting import newest_revision
from kb.services.rendering import render_article


class FolderMissing(Exception):
    """There is no content folder; taken for empty, it would archive everything."""


class Step(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    REVIEW = "in review"  # new or changed; readers see what they saw
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


def sync(folder: Path, *, dry_run: bool = False, publish: bool = False) -> Report:
    """Read what changed in the folder. Commits. Raises FolderMissing, lock.FolderBusy.

    dry_run -- say what would be done, change nothing.
    publish -- what would wait for a reviewer goes before readers: the operator answers for it.
    """
    if not folder.is_dir():
        raise FolderMissing(str(folder))
    with lock.one_at_a_time():
        return _foreseen(folder, publish) if dry_run else _sync(folder, publish)


def _sync(folder: Path, publish: bool) -> Report:
    library = _library(folder)
    report = Report(problems=list(library.problems))
    matched = _match(library)
    disk.sweep(folder)
    strays = [file for file in library.articles if not _is_at_home(file, matched)]
    shelves = placing.name_shelves(library, strays)
    homes = former_shelves.homes_of(matched.values())
    for file in strays:
        _settle_place(file, folder, matched, shelves, report)
    former_shelves.note(homes)
    db.session.commit()
    for file in library.articles:
        if file.path in matched:
            _settle_text(file, folder, matched[file.path], report, publish)
    for article in _gone(library, matched, folder):
        _archive(article, folder, report)
    return report


def _library(folder: Path) -> Library:
    homes = _homes()
    release()  # reading many files may take a while
    return load(folder, home_of=homes)


def _is_still(file: ArticleFile, folder: Path) -> bool:
    """Whether the file says what it said when the folder was read; else the next sync sees it."""
    content = disk.read(folder / file.path)
    return content is not None and files.digest_of(content) == file.digest


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
            claimed.add(article.key)
    return matched


def _is_at_home(file: ArticleFile, matched: dict[str, Article]) -> bool:
    article = matched.get(file.path)
    return article is not None and article.file_path == file.path


def _foreseen(folder: Path, publish: bool) -> Report:
    library = _library(folder)
    report = Report(problems=list(library.problems))
    matched = _match(library)
    for file in library.articles:
        article = matched.get(file.path)
        step = Step.NEW if article is None else _step_for(article, file)
        if step is Step.CHANGED and article is not None and _widens_silently(article, file):
            report.problems.append(_silent(article, file))
            continue
        step = _reviewed(step, article, file, publish)
        if step is None and article is not None and article.file_path != file.path:
            step = Step.MOVED
        if step is None:
            report.unchanged += 1
        else:
            report.steps.append((step, file.path))
    gone = _gone(library, matched, folder)
    report.steps += [(Step.ARCHIVED, str(article.file_path)) for article in gone]
    return report


def _step_for(article: Article, file: ArticleFile) -> Step | None:
    """What a changed file asks for; None when both sides agree."""
    if article.synced_hash == file.digest:
        return None
    ours = front_of(article)
    if ours is None:
        return Step.NEW
    if file.front.says_the_same_as(ours) and not article.is_submitted_by_file:
        return None
    return Step.CONFLICT if _changed_here(article) else Step.CHANGED


def _reviewed(
    step: Step | None, article: Article | None, file: ArticleFile, publish: bool
) -> Step | None:
    if publish or step not in (Step.NEW, Step.CHANGED):
        return step
    return Step.REVIEW if needs_reviewer(article, file) else step


def _widens_silently(article: Article, file: ArticleFile) -> bool:
    """A line that was lost is no word of anybody that more people shall read it."""
    return "audience" not in file.lines and file.front.audience.width > article.audience.width


def _silent(article: Article, file: ArticleFile) -> Problem:
    words = (
        f"it was for {article.audience} so far and says no audience: "
        f"write `audience: {file.front.audience}` to show it to more people"
    )
    return Problem(file.path, 1, words)


def _changed_here(article: Article) -> bool:
    """A text of a colleague that no file holds yet, or a change the worker has still to write."""
    last, newest = newest_revision(article), newest_revision(article, ours=True)
    if last is not None and last.is_conflict:
        return True  # nobody has chosen yet
    if newest is not None and newest.author_id and newest.id != article.live_revision_id:
        return True
    return is_unwritten(WRITER, article.id)


def _settle_place(
    file: ArticleFile,
    folder: Path,
    matched: dict[str, Article],
    shelves: dict[str, Collection],
    report: Report,
) -> None:
    """Every file has its row before any text is rendered: links need addresses."""
    article = matched.get(file.path)
    if not _is_still(file, folder):
        matched.pop(file.path, None)
        return
    if article is not None and article.file_path is not None:
        report.steps.append((Step.MOVED, file.path))
    matched[file.path] = placing.settle(file, article, shelves[file.collection])


def _settle_text(
    file: ArticleFile, folder: Path, article: Article, report: Report, publish: bool
) -> None:
    if article.synced_hash == file.digest:
        report.unchanged += 1
        return
    html = render_article(
        file.front.body, language=file.language, collection=article.collection
    ).html
    db.session.refresh(article)  # both sides as they are now, until the commit
    if article.file_path != file.path or not _is_still(file, folder):
        return
    step = _step_for(article, file)
    if step is Step.CHANGED and _widens_silently(article, file):
        report.problems.append(_silent(article, file))
        return
    step = _reviewed(step, article, file, publish)
    if step is None:
        article.synced_hash = file.digest
        report.unchanged += 1
    elif step is Step.CONFLICT:
        taking_in.keep_as_conflict(article, file, html)
    else:
        for_review = step is Step.REVIEW
        taking_in.take_in(article, file, html, for_review=for_review, publish=publish)
    if step is not None:
        report.steps.append((step, file.path))
    db.session.commit()


def _gone(library: Library, matched: dict[str, Article], folder: Path) -> list[Article]:
    """Articles whose file was there once and is not now."""
    here = {article.id for article in matched.values()}
    filed = db.session.scalars(select(Article).where(Article.file_path.is_not(None)))
    return [
        article
        for article in filed.all()
        if article.id not in here
        and article.file_path not in library.paths
        and _is_gone(article, folder)
    ]


def _is_gone(article: Article, folder: Path) -> bool:
    path = folder / str(article.file_path)
    return not path.exists() and not is_unwritten(WRITER, article.id)


def _archive(article: Article, folder: Path, report: Report) -> None:
    db.session.refresh(article)
    if article.file_path is None or not _is_gone(article, folder):
        return
    publishing.archive(article, by=None, reason="file deleted")
    report.steps.append((Step.ARCHIVED, article.file_path.partition("#")[0]))
    article.file_path = article.synced_hash = None
    db.session.commit()
