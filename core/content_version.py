"""Which state of the site's content this is: a number that rises with every change.

It rises in the transaction of the change itself, so that nobody sees the one without the other.
What no visitor's page shows (`visitors_see = False` on its model) does not count as a change.

A second number rises when somebody's way in is taken away (a row of a model with `lets_in = True`
is deleted): what is remembered of who asks is forgotten then.
"""

import threading
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from core.db import Base, Model, db, reading

LOOK_EVERY = 0.1  # seconds between two looks at what other processes changed
CHANGED, SHUT_OUT, RISEN = "content.changed", "access.ended", "content.risen"  # in session.info


class Numbers(NamedTuple):
    content: int
    access: int


class ContentVersion(Model):
    """A row for each of the numbers; none before the first change."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


CONTENT, ACCESS = 1, 2  # ids of the rows
_CONTENT = select(ContentVersion.number).where(ContentVersion.id == CONTENT)
_NUMBERS = select(ContentVersion.id, ContentVersion.number)
# Past the session: this is no change itself.
_TABLE: Any = ContentVersion.__table__
_RISE = update(_TABLE).where(_TABLE.c.id == bindparam("row")).values(number=_TABLE.c.number + 1)
_BEGIN = insert(_TABLE).values(number=1)


class _Here:
    risen = 0  # changes that this process made


def risen_here() -> int:
    """How many changes this process committed: a hint to look at the number again at once."""
    return _Here.risen


def present() -> Numbers | None:
    """The numbers now, read in a unit of work of their own; None while the database is away."""
    try:
        with reading(), db.engine.connect() as connection:
            found = {row.id: row.number for row in connection.execute(_NUMBERS)}
    except SQLAlchemyError:
        return None
    return Numbers(found.get(CONTENT, 0), found.get(ACCESS, 0))


def seen_by(session: Session) -> int:
    """The content's number in the state of the database that a unit of work sees."""
    return session.scalar(_CONTENT) or 0


class Watch:
    """The numbers as this process saw them last: asked of the database every LOOK_EVERY, and at
    once after this process's own changes."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._numbers: Numbers | None = None
        self._risen = self._looked = -1.0
        self._lock = threading.Lock()

    def number(self) -> int | None:
        """The content's. None while the database is away."""
        numbers = self.numbers()
        return None if numbers is None else numbers.content

    def numbers(self) -> Numbers | None:
        """None while the database is away."""
        with self._lock:  # one look at a time: an older answer must not replace a newer one
            risen = risen_here()
            if risen != self._risen or time.monotonic() - self._looked >= LOOK_EVERY:
                with self.app.app_context():
                    self._numbers = present()
                self._risen, self._looked = risen, time.monotonic()
            return self._numbers


@event.listens_for(db.session, "after_flush")
def _note_rows(session: Session, _context: Any) -> None:
    changed = (row for row in session.dirty if session.is_modified(row))
    if _is_shown(type(row) for row in (*session.new, *changed, *session.deleted)):
        session.info[CHANGED] = True
    if any(type(row).lets_in for row in session.deleted):
        session.info[SHUT_OUT] = True


@event.listens_for(db.session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_select or state.execution_options.get("is_no_change"):
        return
    table = getattr(getattr(state.statement, "table", None), "name", None)
    mapped = [
        mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table
    ]
    if _is_shown(mapped) or not mapped:  # a table between two, or plain SQL: it may be anything
        state.session.info[CHANGED] = True
    if state.is_delete and any(model.lets_in for model in mapped):
        state.session.info[SHUT_OUT] = True


def count_as_change() -> None:
    """Let the number rise with the unit of work under way, though no visitor's page shows it."""
    db.session().info[CHANGED] = True


def _is_shown(models: Iterable[type]) -> bool:
    return any(getattr(model, "visitors_see", True) for model in models)


@event.listens_for(db.session, "before_commit")
def _rise(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    for what, row in ((CHANGED, CONTENT), (SHUT_OUT, ACCESS)):
        if session.info.pop(what, False):
            _raise(session, row)
            session.info[RISEN] = True


def _raise(session: Session, row: int) -> None:
    connection = session.connection()
    if not connection.execute(_RISE, {"row": row}).rowcount:
        connection.execute(_BEGIN, {"id": row})


@event.listens_for(db.session, "after_commit")
def _tell(session: Session) -> None:
    if session.info.pop(RISEN, False):
        _Here.risen += 1


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # a savepoint that failed takes no change of others with it
        for what in (CHANGED, SHUT_OUT, RISEN):
            session.info.pop(what, None)
