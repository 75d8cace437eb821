"""From the spool into the site, in one transaction: everything, or nothing."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, func, select, update

from core.db import db, reading
from core.dialects import count_on
from core.events import announce
from core.tables import SLICE, insertion, rows
from hoidap.exporting import tables
from hoidap.importing.source import BadExport
from hoidap.progress import Tick
from kb.models import Article, ArticleStatus


def refuse_inhabited() -> None:
    """Raises BadExport when anything lives here already."""
    with reading():
        found = inhabitants(db.session.connection())
        db.session.rollback()
    _refuse(found)


def _refuse(found: dict[str, int]) -> None:
    if found:
        told = ", ".join(f"{count:,} in {name}" for name, count in found.items())
        raise BadExport(
            f"This site is not empty ({told}). An export comes back whole, into an empty site: let"
            " HOIDAP_INSTANCE_PATH name a new folder (or HOIDAP_DATABASE_URL an empty database)."
        )


def inhabitants(connection: Connection) -> dict[str, int]:
    """How many rows stand in each table that an export would fill, empty ones left out."""
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables.in_order()
    }
    return {name: count for name, count in counts.items() if count}


def move(staged: Connection, total: int, tick: Tick) -> None:
    """Write every row of the spool. Commits. Raises BadExport when the site is not empty.

    total -- how many rows there are, for the progress bar.
    """
    db.session.rollback()
    connection = db.session.connection()
    _refuse(inhabitants(connection))
    for table in tables.in_order():
        late = {column.name: None for column in late_columns(table)}
        into = insertion(table, table.columns)
        for batch in _batches(table, list(table.columns), staged):
            connection.execute(into, [row | late for row in batch])
            tick("writing", total, by=len(batch))
    for table in tables.in_order():
        for column in late_columns(table):
            _lead(table, column, staged, connection)
    count_on(connection, tables.in_order())
    _announce_unfiled()
    db.session.commit()


def late_columns(table: Table) -> list[Column[Any]]:
    """Foreign keys to rows of later tables, or of the same: they are led there at the end."""
    names = [each.name for each in tables.in_order()]
    known = set(names[: names.index(table.name)])
    return [
        column
        for column in table.columns
        if any(key.column.table.name not in known for key in column.foreign_keys)
    ]


def _lead(table: Table, column: Column[Any], staged: Connection, connection: Connection) -> None:
    values: dict[str, Any] = {column.name: bindparam("leads_to")}
    if "updated_at" in table.c:
        values["updated_at"] = table.c.updated_at  # to come here is no change
    change = update(table).where(table.c.id == bindparam("row_id")).values(values)
    for batch in _batches(table, [table.c.id, column], staged):
        led = [
            {"row_id": row["id"], "leads_to": row[column.name]}
            for row in batch
            if row[column.name] is not None
        ]
        if led:
            connection.execute(change, led)


def _batches(
    table: Table, columns: list[Column[Any]], staged: Connection
) -> Iterator[list[dict[str, Any]]]:
    found = (row._asdict() for row in rows(staged, table, columns))
    while batch := list(islice(found, SLICE)):
        yield batch


def _announce_unfiled() -> None:
    """News that had not reached the worker when the export was made: told here again."""
    unfiled = select(Article).where(
        Article.status == ArticleStatus.PUBLISHED, Article.file_path.is_(None)
    )
    for article in db.session.scalars(unfiled):
        if article.is_public_now:
            announce("article.published", article.id)
