"""All that depends on which database it is, SQLite or PostgreSQL. Nothing else may ask.

On both, units of work that write come one after another: our services look first and then write,
and what they saw still holds when they do. SQLite is told by BEGIN IMMEDIATE (8 writers: 0 lock
errors; with a plain BEGIN for everybody half of them fail), PostgreSQL by one advisory lock. Who
only reads waits for nobody.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    Index,
    String,
    Table,
    event,
    func,
    select,
    text,
)
from sqlalchemy.engine import Connection, make_url

from core.db import is_writing
from core.turns import Door

WAIT = 10_000  # ms for the lock; 4 s was the longest wait seen under saturation
FEW_PAGES = 4_000  # KiB
WRITER = 0x686F6964  # the advisory lock's number: any, but the same in every process


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy's engine for this database must know from the start."""
    if is_sqlite(url):
        return {}
    session = {
        "timezone": "UTC",
        "lock_timeout": WAIT,
        # A machine that vanished with the lock in its hand must not keep the others from writing.
        "idle_in_transaction_session_timeout": 60_000,
    }
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    # Asked before use: a restart of the server costs nobody an error.
    return {
        "pool_pre_ping": True,
        "isolation_level": "READ COMMITTED",  # a snapshot from before the lock would be stale
        "connect_args": {"options": options},
    }


def tune(engine: Engine, *, synchronous: str, cache: int = 32_000) -> None:
    """Give every connection its way to begin, and SQLite its pragmas.

    synchronous, cache -- for SQLite; the cache of each connection in KiB.
    """
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine, synchronous, cache)
    else:
        _tune_postgresql(engine)


def _tune_sqlite(engine: Engine, synchronous: str, cache: int) -> None:
    door = Door()

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            f"busy_timeout={WAIT}",
            "foreign_keys=ON",
            f"cache_size=-{cache}",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if is_writing():
            door.enter(connection, WAIT)
        else:
            connection.exec_driver_sql("BEGIN")


@contextmanager
def few_pages(engine: Engine) -> Iterator[None]:
    """Within it SQLite's connections remember few pages: for who goes through much, each page once.

    Their memory would grow with the database to its bound, and no page be found faster for it.
    """
    if engine.dialect.name != "sqlite":
        yield
        return

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute(f"PRAGMA cache_size=-{FEW_PAGES}")

    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        engine.dispose()  # the next connections remember as much as ever


def _tune_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if is_writing():
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")


def cascades(connection: Connection, *, on: bool) -> None:
    """Off while a batch migration drops and remakes SQLite's tables, else the rows below go too.

    Between two units of work: within one SQLite takes the words and does nothing.
    """
    if connection.dialect.name == "sqlite":
        if connection.in_transaction():
            raise RuntimeError("foreign keys cannot be switched within a unit of work")
        driver: Any = connection.connection.driver_connection  # SQLAlchemy's own would say BEGIN
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of the rows that fit `where` alone."""
    fits = text(where)
    return Index(name, *columns, sqlite_where=fits, postgresql_where=fits)


def one_moment(engine: Engine) -> dict[str, Any]:
    """Options of a connection whose queries all see one moment; SQLite's readers do anyway."""
    is_postgresql = engine.dialect.name == "postgresql"
    return {"isolation_level": "REPEATABLE READ"} if is_postgresql else {}


def in_byte_order(column: Column[Any], connection: Connection) -> ColumnElement[Any]:
    """To order by. SQLite compares texts by their bytes; PostgreSQL by its locale, unless told."""
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return column.collate("C")
    return column


def count_on(connection: Connection, tables: Iterable[Table]) -> None:
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
