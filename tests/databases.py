"""Where the suite's databases are: SQLite files in the sites' folders, or on the PostgreSQL server
that HOIDAP_TEST_DATABASE_URL names (`make test-postgres` starts one and throws it away).

On the server each process of the suite has one database, which is emptied before each test: 1.3 ms,
where TRUNCATE takes 90 and a new database from a template 35.
"""

import os
import secrets
import sqlite3
from contextlib import closing
from functools import cache

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ProgrammingError

from core.db import db
from core.dialects import WRITER

SERVER = os.environ.get("HOIDAP_TEST_DATABASE_URL", "")
_made: list[str] = []


def new_database(*, like: str = "") -> str:
    """The URL of a database with nothing in it; "" on SQLite, where each folder has its own.

    like -- the URL of another, to which nobody is connected: a copy of it.
    """
    if not SERVER:
        return ""
    name = f"hoidap_test_{secrets.token_hex(6)}"
    template = make_url(like).database if like else "template1"
    _run(f"CREATE DATABASE {name} TEMPLATE {template}")
    _made.append(name)
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


@cache
def ours() -> str:
    """The URL of this process's database, or ""."""
    return new_database()


def drop_all() -> None:
    """Leave the server as it was found."""
    while _made:
        _run(f"DROP DATABASE {_made.pop()} WITH (FORCE)")


def _run(statement: str) -> None:
    with _on(SERVER).connect() as connection:
        connection.exec_driver_sql(statement)


@cache
def _on(url: str) -> Engine:
    # One connection, kept; a list of statements cannot be prepared.
    how = {"pool_size": 1, "connect_args": {"prepare_threshold": None}}
    return create_engine(url, isolation_level="AUTOCOMMIT", **how)


def empty() -> None:
    """Delete every row of our database, whoever still has it open, and count from 1 again."""
    statements = _emptying()
    with _on(ours()).connect() as connection:
        try:
            connection.exec_driver_sql(statements)
        except ProgrammingError:  # the last test threw a table away
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            db.metadata.create_all(connection)


@cache
def _emptying() -> str:
    with _on(ours()).connect() as connection:
        found = connection.exec_driver_sql("SELECT sequencename FROM pg_sequences")
        counters = [f"setval('{name}', 1, false)" for (name,) in found]
    return "; ".join(
        (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            "SET session_replication_role = replica",  # no foreign key is looked at
            *(f'DELETE FROM "{table.name}"' for table in db.metadata.sorted_tables),
            f"SELECT {', '.join(counters)}",
        )
    )


def others_can_write() -> bool:
    """Whether another connection gets the write lock at once."""
    if SERVER:
        with _on(ours()).connect() as other:
            lock = f"SELECT pg_try_advisory_xact_lock({WRITER})"
            return bool(other.exec_driver_sql(lock).scalar())
    try:
        with closing(sqlite3.connect(db.engine.url.database, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:  # "database is locked"
        return False
    return True
