"""The database: one `db`, one base class, one way to write a moment in time.

SQLite is told here how to keep what it acknowledged (`synchronous=FULL`) and how to let readers and
writers work side by side: a unit of work that writes begins with BEGIN IMMEDIATE, one that only
reads with a plain BEGIN (8 writers: 0 lock errors; deferred everywhere: half of them fail).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Engine, Enum, MetaData, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    mapped_column,
    registry,
)
from sqlalchemy.types import TypeDecorator

from core.clock import now

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_reading: ContextVar[bool] = ContextVar("reading", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware UTC moment. SQLite forgets the zone; this restores it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime: use core.clock.now()")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    # On the registry, not the class: Flask-SQLAlchemy 3.1 + SQLAlchemy 2.1 refuse the latter.
    registry = registry(
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, Any]: JSON,
            dict[str, str]: JSON,
            list[str]: JSON,
            list[int]: JSON,
            StrEnum: Enum(  # stored as "draft", not "DRAFT"; a plain string with a check
                StrEnum,
                native_enum=False,
                length=20,
                values_callable=lambda members: [member.value for member in members],
            ),
        }
    )
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# A committed object stays readable without asking the database again (the request ends soon).
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Timestamps:
    """When the row was born and last changed (UTC)."""

    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime | None] = mapped_column(onupdate=now)


@contextmanager
def reading() -> Iterator[None]:
    """Promise that the units of work begun inside only read (outside a request)."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def release() -> None:
    """Let go of the database before slow work (rendering); nothing may have been written yet.

    What was read stays usable. The next query begins a new unit of work.
    """
    session = db.session()
    if session.new or session.dirty or session.deleted or _WRITTEN in session.info:
        raise RuntimeError("release() would commit half a change")
    session.commit()


_WRITTEN = "hoidap-written"  # in a session's info while its unit of work has sent a change


@event.listens_for(db.session, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    session.info[_WRITTEN] = True


@event.listens_for(db.session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info[_WRITTEN] = True


@event.listens_for(db.session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_WRITTEN, None)


def _writes() -> bool:
    """Whether the unit of work that begins now will write: requests say so by their method."""
    if _reading.get():
        return False
    return not (has_request_context() and request.method in SAFE_METHODS)


def tune_sqlite(engine: Engine, *, synchronous: str = "FULL") -> None:
    """Give every connection of a SQLite engine its pragmas and its way to begin."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "busy_timeout=10000",  # 4 s was the longest wait seen under saturation
            "foreign_keys=ON",
            "cache_size=-32000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes() else "BEGIN")


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def render_item(kind: str, item: object, _context: Any) -> str | Literal[False]:
    """Keep our own types out of migrations: a migration must run when this file is long gone."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False
