"""Markdown becomes HTML here again: that of the export is not taken."""

from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, select

from core.markdown import Rendered, render_safely
from forum.models import Thread
from kb.models import Article, Collection
from kb.services.rendering import render_in

TABLES = ("post", "revision")
_NOT_RENDERED = Rendered("", 0, shown_as_typed=False)


def add_html(
    table: Table,
    rows: list[dict[str, Any]],
    staged: Connection,
    tick: partial[None],
    *,
    for_real: bool,
) -> None:
    """Render each row's body. Threads, articles and collections are in the spool by now."""
    places = _languages(rows, staged) if table.name == "post" else _folders(rows, staged)
    for row in rows:
        rendered = _rendered(table, row, places, staged) if for_real else _NOT_RENDERED
        row["html"], row["renderer_version"] = rendered.html, rendered.version
        tick()


def _rendered(
    table: Table, row: dict[str, Any], places: dict[int, str], staged: Connection
) -> Rendered:
    """A text whose thread or article is missing is refused later, by its foreign key."""
    if table.name == "post":
        return render_safely(row["body"], language=places.get(row["thread_id"], "vi"))
    folder = places.get(row["article_id"], "vi/missing")
    return render_in(folder, row["body"], execute=staged.execute)


def _languages(rows: list[dict[str, Any]], staged: Connection) -> dict[int, str]:
    """Thread -> the language its posts are rendered in."""
    wanted = {row["thread_id"] for row in rows}
    query = select(Thread.id, Thread.language).where(Thread.id.in_(wanted))
    return {row.id: row.language for row in staged.execute(query)}


def _folders(rows: list[dict[str, Any]], staged: Connection) -> dict[int, str]:
    """Article -> its folder within content/, "vi/members", which its links are relative to."""
    wanted = {row["article_id"] for row in rows}
    query = (
        select(Article.id, Article.language, Collection.slug)
        .join(Collection, Collection.id == Article.collection_id)
        .where(Article.id.in_(wanted))
    )
    return {id: f"{language}/{slug}" for id, language, slug in staged.execute(query)}
