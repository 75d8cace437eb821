"""An article's Markdown as safe HTML, links between the files of content/ included."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from sqlalchemy import select

from core.db import db, release
from core.markdown import RENDERER_VERSION as RENDERER_VERSION
from core.markdown import Rendered, render_safely
from core.markdown.placeholders import filled
from core.markdown.placeholders import names as names_in
from core.origins import FormerAddress
from core.slugs import with_id
from kb.models import Article, Collection
from kb.services.variables import Execute, values_for

_FILE_LINK = re.compile(r"\]\(\s*<?([^\s()<>:?#]+\.md)(?:#[^\s()<>]*)?>?[^()\n]*\)")


def file_links(body: str) -> Iterator[tuple[int, str]]:
    """Each link to another file of content/, with its line (from 1)."""
    for match in _FILE_LINK.finditer(body):
        yield body.count("\n", 0, match.start()) + 1, match[1]


def linked_path(place: str, href: str) -> str | None:
    """The path within content/ that a relative link means, or None when it leaves the language.

    place -- folder of the file that links, "vi/members".
    """
    if href.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(place, unquote(href)))
    inside = path.split("/", 1)[0] in (place.split("/", 1)[0],) and path.endswith(".md")
    return path if inside else None


def render_article(body: str, *, language: str, collection: Collection | None) -> Rendered:
    """Safe HTML of an article's text; links to files lead to the articles' pages, and the values
    of variables stand in the places of their names.

    collection -- where the article stands; None for a preview that does not know it yet.
    Slow, so it lets go of the database: call it before anything is written, and ask again
    afterwards for what somebody may have changed meanwhile.
    """
    folder = f"{language}/{collection.slug if collection else 'preview'}"
    return render_in(folder, body, execute=db.session.execute)


def render_in(folder: str, body: str, *, execute: Execute) -> Rendered:
    """The same by the folder, "vi/members"; articles are looked up by `execute`."""
    language = folder.partition("/")[0]
    wanted = {path for _, href in file_links(body) if (path := linked_path(folder, href))}
    addresses = _addresses(language, wanted, execute) if wanted else {}
    values = values_for(names_in(body), language, execute)

    def resolve(href: str) -> str | None:
        path, _, anchor = href.partition("#")
        if not path.endswith(".md") or ":" in path:
            return None
        url = addresses.get(linked_path(folder, path) or "")
        return f"{url}#u-{anchor}" if url and anchor else url

    release()  # rendering may take a moment: nobody shall wait for our lock
    rendered = render_safely(body, resolve_link=resolve, language=language)
    return replace(rendered, html=filled(rendered.html, values))


def _addresses(language: str, paths: Iterable[str], execute: Execute) -> dict[str, str]:
    """Path within content/ -> address of the article that stands there."""
    slugs = {posixpath.basename(path).removesuffix(".md") for path in paths}
    rows = execute(
        select(Article.id, Article.title, Article.slug, Collection.slug)
        .join(Collection, Collection.id == Article.collection_id)
        .where(Article.language == language, Article.slug.in_(slugs))
    )
    found = {
        f"{language}/{folder}/{slug}.md": f"/kb/articles/{with_id(id, title)}"
        for id, title, slug, folder in rows
    }
    missing = set(paths) - found.keys()
    renamed = _renamed({_folder(path) for path in missing}, execute) if found and missing else {}
    for path in missing:
        now_at = f"{language}/{renamed.get(_folder(path))}/{posixpath.basename(path)}"
        if now_at in found:
            found[path] = found[now_at]
    return found


def _folder(path: str) -> str:
    return posixpath.dirname(path).partition("/")[2]


def _renamed(folders: set[str], execute: Execute) -> dict[str, str]:
    """Former folder of a collection -> the one it has now."""
    former = {f"/kb/collections/{folder}": folder for folder in folders}
    rows = execute(
        select(FormerAddress.path, Collection.slug)
        .join(Collection, Collection.id == FormerAddress.subject_id)
        .where(FormerAddress.kind == "collection", FormerAddress.path.in_(former))
    )
    return {former[path]: slug for path, slug in rows}
