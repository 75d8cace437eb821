"""From the database to the site's content folder. Nobody's words are overwritten.

The callers hold the database's write lock (their unit of work has begun with the article's row), so
nobody else writes the folder meanwhile but people with their editors.
"""

import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.db import db
from core.i18n import LANGUAGES
from kb.content import disk, files
from kb.content.exporting import bytes_of, index_bytes
from kb.content.files import ArticleFile
from kb.content.state import front_of, path_of
from kb.content.taking_in import keep_as_conflict
from kb.models import Article, Collection
from kb.services.drafting import newest_revision
from kb.services.rendering import render_article

log = logging.getLogger(__name__)


class Moved(Exception):
    """Its file was moved by hand: `hoidap kb sync` follows it, then it can be written."""


def write_article(article: Article, folder: Path, *, by: int | None = None) -> None:
    """Make the article's file agree with it; safe to run again after a crash at any point.

    by -- who did here what is to be written; None: nobody, it came from the folder.

    A file that somebody changed meanwhile is not overwritten: its text becomes a conflict revision
    (what was written before is committed then, since rendering it may take a moment).
    Raises files.BadFile when the file there cannot be read, Moved, disk.FileChanged. The caller
    commits.
    """
    if article.file_path is None and not article.is_public_now:
        return
    home = _home(article, folder)
    path = _free_path(article, folder)
    for file in {one.path: one for one in (home, _own(article, folder, path)) if one}.values():
        if article.is_submitted_by_file and file.digest != article.synced_hash:
            if by is not None and not _is_organized_alike(article, file):
                _keep(article, file)  # taking it in would undo what a colleague did here
            return  # what it says by now will wait in place of what waits: the next sync sees it
        if _was_changed_outside(article, file):
            _keep(article, file)
            return
    newest = newest_revision(article)
    if newest is not None and newest.is_conflict:
        return  # staff have not chosen yet: the file keeps saying what it says
    _put(article, folder, home.path if home else path, path)


def _put(article: Article, folder: Path, home: str, path: str) -> None:
    """Bring the file at home up to date, then to its path: a crash between leaves one whole."""
    present = disk.read(folder / home)
    content = bytes_of(article, present, with_key=home != path)
    if content is None:
        return
    if content != present:
        disk.rewrite(folder / home, content, known=present)
    if home != path:
        disk.move(folder / home, folder / path)
    article.file_path = path
    article.synced_hash = files.digest_of(content)


def _home(article: Article, folder: Path) -> ArticleFile | None:
    """Its file where it stood last, if that is still there and its own. Raises Moved."""
    if article.file_path is None:
        return None
    found = _own(article, folder, article.file_path)
    if found is None:
        elsewhere = _place_of(article.key, folder)
        if elsewhere not in (None, path_of(article)):
            raise Moved(elsewhere)
    return found


def _place_of(key: str, folder: Path) -> str | None:
    """Where in the folder the file with that key stands."""
    for path in files.paths_in(folder):
        content = disk.read(folder / path)
        if content is not None and key.encode() in content:
            with suppress(files.BadFile):
                if files.parse_article(path, content).key == key:
                    return path
    return None


def _own(article: Article, folder: Path, path: str) -> ArticleFile | None:
    """The file there, if it is the article's: by its key, or without one where it always stood."""
    content = disk.read(folder / path)
    if content is None:
        return None
    file = files.parse_article(path, content)
    is_own = file.key == article.key if file.key else path == article.file_path
    return file if is_own else None


def _free_path(article: Article, folder: Path) -> str:
    """Where the file goes; where another article's file stands, under another name."""
    path = path_of(article)
    if disk.read(folder / path) is not None and _own(article, folder, path) is None:
        article.slug = f"{article.slug}-{article.key}"
        log.warning("%s belongs to another article: writing %s", path, path_of(article))
    return path_of(article)


def _was_changed_outside(article: Article, file: ArticleFile) -> bool:
    """Whether the file says something that was never taken in."""
    front = front_of(article)
    is_known = file.digest == article.synced_hash
    return not is_known and not (front is not None and file.front.says_the_same_as(front))


def _is_organized_alike(article: Article, file: ArticleFile) -> bool:
    """Whether the file says what the article does, beside what waits for a reviewer."""
    ours, asks = front_of(article), file.front
    return ours is not None and asks.says_the_same_as(
        replace(
            ours,
            title=asks.title,
            summary=asks.summary,
            body=asks.body,
            status=asks.status,
            audience=asks.audience,
            checked_on=asks.checked_on,
        )
    )


def _keep(article: Article, file: ArticleFile) -> None:
    db.session.commit()  # articles written before this one: each is whole
    html = render_article(
        file.front.body, language=article.language, collection=article.collection
    ).html
    db.session.refresh(article)
    if article.synced_hash != file.digest:  # else it was taken in meanwhile
        keep_as_conflict(article, file, html)
        article.file_path = file.path


def write_indexes(collection: Collection, folder: Path) -> None:
    """Make the `_index.md` of each language agree with what the collection is called here."""
    for language in LANGUAGES:
        if collection.names.get(language):
            path = f"{language}/{collection.slug}/{files.INDEX}"
            present = disk.read(folder / path)
            wanted = index_bytes(collection, language, present)
            if wanted != present:
                disk.rewrite(folder / path, wanted, known=present)
