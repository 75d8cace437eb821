"""Where the files stand: shelves and rows for them, before any text is taken in."""

from collections.abc import Iterable

from sqlalchemy import select

from core.db import db
from kb.content import renamed, taking_in
from kb.content.files import ArticleFile
from kb.content.library import Library
from kb.content.waiting import INDEX_WRITER, RENAMER, is_unwritten
from kb.models import Article, Collection


def name_shelves(library: Library, strays: Iterable[ArticleFile]) -> dict[str, Collection]:
    """Every collection that the files name, made where it is new, called what `_index.md` says.

    strays -- files that do not stand where their article's file stood: these need a collection.
    """
    shelves = {row.slug: row for row in db.session.scalars(select(Collection))}
    shelves = renamed.on_their_way() | shelves
    wanted = {file.collection for file in strays}
    wanted |= {index.collection for index in library.indexes}
    for slug in sorted(wanted):
        _shelf(slug, shelves)
    for index in library.indexes:
        shelf = shelves[index.collection]
        if not any(is_unwritten(writer, shelf.id) for writer in (INDEX_WRITER, RENAMER)):
            taking_in.call(shelf, index)
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


def settle(file: ArticleFile, article: Article | None, shelf: Collection) -> Article:
    """Give the file its row at its place; `article` is its own, where it has one. Flushes."""
    if article is not None and article.file_path == file.path:
        return article
    _make_room(file, shelf, article)
    if article is None:
        return taking_in.shelve(file, shelf)
    taking_in.place(article, file, shelf)
    return article


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
