"""Whole tables, row by row, for exports and imports: the same order on every database, few rows in
memory at a time."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Insert,
    Row,
    Table,
    bindparam,
    insert,
    select,
)

from core import dialects
from core.db import db, reading

SLICE = 100  # rows held in memory at a time; an article's may have half a megabyte


@contextmanager
def snapshot() -> Iterator[Connection]:
    """The database as it is at this moment, whatever is written meanwhile (outside a request).

    `db.session` reads the same; it may write nothing, and ends with it.
    """
    db.session.rollback()
    with reading():
        connection = db.session.connection(execution_options=dialects.one_moment(db.engine))
        try:
            yield connection
        finally:
            db.session.rollback()


def rows(
    connection: Connection, table: Table, columns: Sequence[Column[Any]]
) -> Generator[Row[*tuple[Any, ...]]]:
    """Every row in the order of its primary key; whoever may stop early closes the generator."""
    order = [dialects.in_byte_order(column, connection) for column in table.primary_key]
    query = select(*columns).order_by(*order).execution_options(yield_per=SLICE)
    with connection.execute(query) as found:
        yield from found


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
