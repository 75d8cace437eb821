"""The database: one `db`, one base class, one way to write a moment in time.

A unit of work knows from its start whether it will write; what that means on which database stands
in core/dialects.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Enum, MetaData, event
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

GREATEST_ID = 2**31 - 1  # what an INTEGER of PostgreSQL holds; SQLite's hold more
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_promised: ContextVar[Literal["read", "write"] | None] = ContextVar("promised", default=None)


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware UTC moment. SQLite forgets the zone, PostgreSQL answers in the session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime: use core.clock.now()")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Base(DeclarativeBase):
    visitors_see: ClassVar[bool] = True  # False: no visitor's page ever shows anything of it
    lets_in: ClassVar[bool] = False  # True: somebody is let in as long as the row is there

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
    with _promising("read"):
        yield


@contextmanager
def writing() -> Iterator[None]:
    """Say that the units of work begun inside write, whatever the request's method says."""
    with _promising("write"):
        yield


@contextmanager
def _promising(what: Literal["read", "write"]) -> Iterator[None]:
    token = _promised.set(what)
    try:
        yield
    finally:
        _promised.reset(token)


def is_writing() -> bool:
    """Whether the unit of work that begins now will write: requests say so by their method."""
    if promised := _promised.get():
        return promised == "write"
    return not (has_request_context() and request.method in SAFE_METHODS)


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


def render_item(kind: str, item: object, _context: Any) -> str | Literal[False]:
    """Keep our own types out of migrations: a migration must run when this file is long gone."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False
