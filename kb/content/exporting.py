"""All that the database says as files. A file nobody edited here keeps its bytes."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from core.db import db
from core.i18n import LANGUAGES
from kb.content import disk, files, updating
from kb.content.state import asked_of, front_of, path_of
from kb.models import Article, Collection

SLICE = 100  # articles held in memory at a time


def bytes_of(
    article: Article, present: bytes | None, *, with_key: bool = False, as_asked: bool = True
) -> bytes | None:
    """The article's file, or None without a text.

    present -- the bytes of its file now: what says the same already stays as it is.
    with_key -- also where it had none so far: it leaves the place by which it was known.
    as_asked -- with a text of that file that waits for its reviewer; else with what readers see.
    """
    front = front_of(article)
    if front is None:
        return None
    if present is not None:
        with suppress(files.BadFile):
            file = files.parse_article(path_of(article), present)
            if file.key in (None, article.key):
                front = asked_of(article, front, file) if as_asked else front
                return updating.updated(file, present, article.key, front, with_key=with_key)
    return files.dump_article(article.key, front)


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
        disk.write(target / path, content)
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
        present = disk.read(folder / (article.file_path or path_of(article)))
        if present is not None and files.digest_of(present) != article.synced_hash:
            present = None
        content = bytes_of(article, present, as_asked=drafts)
        if content is not None:
            yield path_of(article), content
    for collection in db.session.scalars(select(Collection).order_by(Collection.id)):
        for language in filter(collection.names.get, LANGUAGES):
            path = f"{language}/{collection.slug}/{files.INDEX}"
            yield path, index_bytes(collection, language, disk.read(folder / path))


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
