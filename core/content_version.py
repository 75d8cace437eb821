"""Which state of the site's content this is: a number that rises with every change.

It rises in the transaction of the change itself, so that nobody sees the one without the other.
What no visitor's page shows (`visitors_see = False` on its model) does not count as a change.
"""

import threading
import time
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from core.db import Base, Model, db, reading

LOOK_EVERY = 0.1  # seconds between two looks at what other processes changed
CHANGED, RISEN = "content.changed", "content.risen"  # keys in a session's info


class ContentVersion(Model):
    """One row, number 1; none before the first change."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


_NUMBER = select(ContentVersion.number).where(ContentVersion.id == 1)


class _Here:
    risen = 0  # changes that this process made


def risen_here() -> int:
    """How many changes this process committed: a hint to look at the number again at once."""
    return _Here.risen


def present() -> int | None:
    """The number now, read in a unit of work of its own; None while the database is away."""
    try:
        with reading(), db.engine.connect() as connection:
            return connection.scalar(_NUMBER) or 0
    except SQLAlchemyError:
        return None


def seen_by(session: Session) -> int:
    """The number in the state of the database that a unit of work sees."""
    return session.scalar(_NUMBER) or 0


class Watch:
    """The number as this process saw it last: asked of the database every LOOK_EVERY, and at once
    after this process's own changes."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._number: int | None = None
        self._risen = self._looked = -1.0
        self._lock = threading.Lock()

    def number(self) -> int | None:
        """None while the database is away."""
        with self._lock:  # one look at a time: an older answer must not replace a newer one
            risen = risen_here()
            if risen != self._risen or time.monotonic() - self._looked >= LOOK_EVERY:
                with self.app.app_context():
                    self._number = present()
                self._risen, self._looked = risen, time.monotonic()
            return self._number


@event.listens_for(db.session, "after_flush")
def _note_rows(session: Session, _context: Any) -> None:
    changed = (row for row in session.dirty if session.is_modified(row))
    if _is_shown(type(row) for row in (*session.new, *changed, *session.deleted)):
        session.info[CHANGED] = True


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


def _is_shown(models: Iterable[type]) -> bool:
    return any(getattr(model, "visitors_see", True) for model in models)


@event.listens_for(db.session, "before_commit")
def _rise(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if not session.info.pop(CHANGED, False):
        return
    # Past the session: this is no change itself.
    connection = session.connection()
    table: Any = ContentVersion.__table__
    risen = update(table).where(table.c.id == 1).values(number=table.c.number + 1)
    if not connection.execute(risen).rowcount:
        connection.execute(insert(table).values(id=1, number=1))
    session.info[RISEN] = True


@event.listens_for(db.session, "after_commit")
def _tell(session: Session) -> None:
    if session.info.pop(RISEN, False):
        _Here.risen += 1


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # a savepoint that failed takes no change of others with it
        session.info.pop(CHANGED, None)
        session.info.pop(RISEN, None)
