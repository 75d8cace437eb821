"""Whole tables, row by row, for exports and imports: the same order on every database, few rows in
memory at a time, and ids that stay what they were."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Insert,
    Row,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
)

from core.db import db, reading

SLICE = 100  # rows held in memory at a time; an article's may have half a megabyte


@contextmanager
def snapshot() -> Iterator[Connection]:
    """The database as it is at this moment, whatever is written meanwhile (outside a request).

    `db.session` reads the same; it may write nothing, and ends with it.
    """
    db.session.rollback()
    with reading():
        postgresql = (
            db.engine.dialect.name == "postgresql"
        )  # SQLite's readers see a snapshot anyway
        how = {"isolation_level": "REPEATABLE READ"} if postgresql else {}
        connection = db.session.connection(execution_options=how)
        try:
            yield connection
        finally:
            db.session.rollback()


def rows(
    connection: Connection, table: Table, columns: Sequence[Column[Any]]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Every row in the order of its primary key."""
    order = [_in_byte_order(column, connection) for column in table.primary_key]
    found = connection.execution_options(yield_per=SLICE).execute(select(*columns).order_by(*order))
    yield from found


def _in_byte_order(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    """SQLite compares texts by their bytes; PostgreSQL by its locale, unless told not to."""
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return column.collate("C")
    return column


def count_on(connection: Connection, tables: Sequence[Table]) -> None:
    """Let the next id of each table follow its highest, after rows were written with their ids.

    SQLite does so by itself. The caller commits.
    """
    if connection.dialect.name != "postgresql":
        return
    quoted = connection.dialect.identifier_preparer.format_table
    for table in tables:
        if "id" in table.c:
            sequence = func.pg_get_serial_sequence(quoted(table), "id")
            following = func.coalesce(func.max(table.c.id), 0) + 1
            connection.execute(select(func.setval(sequence, following, False)))


def insertion(table: Table, columns: Iterable[Column[Any]]) -> Insert:
    """INSERT of these columns, for many rows at once; a None is NULL in JSON columns too."""
    null = JSON(none_as_null=True)
    return insert(table).values(
        {
            column.name: bindparam(
                column.name, type_=null if isinstance(column.type, JSON) else column.type
            )
            for column in columns
        }
    )
