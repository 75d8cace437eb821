"""From the database to files. A file nobody edited here keeps its bytes."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from core.db import db
from core.i18n import LANGUAGES
from kb.content import files, updating
from kb.content.state import front_of, path_of
from kb.content.taking_in import keep_as_conflict
from kb.models import Article, Collection
from kb.services.drafting import newest_revision
from kb.services.rendering import render_article

SLICE = 100  # articles held in memory at a time
log = logging.getLogger(__name__)


def bytes_of(article: Article, present: bytes | None) -> bytes | None:
    """The article's file, or None without a text.

    present -- the bytes of its file now: what says the same already stays as it is.
    """
    front = front_of(article)
    if front is None:
        return None
    if present is not None:
        with suppress(files.BadFile):
            file = files.parse_article(path_of(article), present)
            if file.key in (None, article.key):
                return updating.updated(file, present, article.key, front)
    return files.dump_article(article.key, front)


def write_article(article: Article, folder: Path) -> None:
    """Make the article's file agree with it; safe to run again after a crash at any point.

    A file that somebody changed meanwhile is not overwritten: its text becomes a conflict revision
    (what was written before is committed then, since rendering it may take a moment).
    Raises files.BadFile when the file there cannot be read. The caller commits.
    """
    if article.file_path is None and not article.is_public_now:
        return
    if article.file_path is not None and _was_changed_outside(article, folder):
        return
    newest = newest_revision(article)
    if newest is not None and newest.is_conflict:
        return  # staff have not chosen yet: the file keeps saying what it says
    path = _free_path(article, folder)
    present = _read(folder / path)
    if present is None and article.file_path not in (None, path):
        present = _read(folder / str(article.file_path))  # it moves as it is
    content = bytes_of(article, present)
    if content is None:
        return
    if content != _read(folder / path):
        files.write(folder / path, content)
    if article.file_path not in (None, path):
        (folder / str(article.file_path)).unlink(missing_ok=True)
    article.file_path = path
    article.synced_hash = files.digest_of(content)


def _was_changed_outside(article: Article, folder: Path) -> bool:
    """Whether its file says something that was never taken in; then that is kept as a conflict."""
    path = str(article.file_path)
    present = _read(folder / path)
    if present is None or files.digest_of(present) == article.synced_hash:
        return False
    file = files.parse_article(path, present)
    front = front_of(article)
    if file.key not in (None, article.key):
        return False  # another article's file now; ours goes elsewhere
    if front is not None and file.front.says_the_same_as(front):
        return False
    db.session.commit()  # articles written before this one: each is whole
    html = render_article(
        file.front.body, language=article.language, collection=article.collection
    ).html
    db.session.refresh(article)
    if article.synced_hash != file.digest:  # else it was taken in meanwhile
        keep_as_conflict(article, file, html)
    return True


def _free_path(article: Article, folder: Path) -> str:
    """Where the file goes; where another article's file stands, under another name."""
    path = path_of(article)
    if path != article.file_path and (present := _read(folder / path)) is not None:
        file = files.parse_article(path, present)
        if file.key != article.key:
            article.slug = f"{article.slug}-{article.key}"
            log.warning("%s belongs to another article: writing %s", path, path_of(article))
    return path_of(article)


def write_indexes(collection: Collection, folder: Path) -> None:
    """Make the `_index.md` of each language agree with what the collection is called here."""
    for language in LANGUAGES:
        if collection.names.get(language):
            path = f"{language}/{collection.slug}/{files.INDEX}"
            present = _read(folder / path)
            wanted = index_bytes(collection, language, present)
            if wanted != present:
                files.write(folder / path, wanted)


def index_bytes(collection: Collection, language: str, present: bytes | None) -> bytes:
    """The `_index.md` of one language; the present bytes when they say the same."""
    path = f"{language}/{collection.slug}/{files.INDEX}"
    new = files.IndexFile(
        path,
        name=collection.names[language],
        description=collection.descriptions.get(language, ""),
        position=collection.position,
        icon=collection.icon,
        extra={},
    )
    if present is not None:
        with suppress(files.BadFile):
            return updating.updated_index(files.parse_index(path, present), present, new)
    return files.dump_index(new)


def export(target: Path, folder: Path) -> int:
    """Write every published (or filed) article to `target`; return how many files.

    folder -- the site's content folder: what is unedited goes out with the bytes it came with.
    """
    count = 0
    for path, content in files_of(folder):
        files.write(target / path, content)
        count += 1
    return count


def files_of(folder: Path, *, drafts: bool = False) -> Iterator[tuple[str, bytes]]:
    """Every file there should be, as path and bytes; few are held in memory at a time.

    folder -- the site's content folder; it is only read.
    drafts -- also articles that never were published, with their newest text.
    The caller may not write: what the session holds is forgotten on the way.
    """
    for article in _articles():
        if article.file_path is None and not article.is_public_now and not drafts:
            continue
        present = _read(folder / (article.file_path or path_of(article)))
        if present is not None and files.digest_of(present) != article.synced_hash:
            present = None
        content = bytes_of(article, present)
        if content is not None:
            yield path_of(article), content
    for collection in db.session.scalars(select(Collection).order_by(Collection.id)):
        for language in filter(collection.names.get, LANGUAGES):
            path = f"{language}/{collection.slug}/{files.INDEX}"
            yield path, index_bytes(collection, language, _read(folder / path))


def _articles() -> Iterator[Article]:
    """All articles by id, a slice at a time."""
    last = 0
    while True:
        query = select(Article).where(Article.id > last).order_by(Article.id).limit(SLICE)
        articles = list(db.session.scalars(query))
        if not articles:
            return
        yield from articles
        last = articles[-1].id
        db.session.expunge_all()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
