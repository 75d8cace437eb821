"""Counts of reads: gathered in the process, written every few seconds, so that reads do not write.

A crash may lose seconds of counts, never a deed. Each web process flushes its own.
"""

import atexit
import logging
import threading
from collections import Counter
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import insert, update
from sqlalchemy.exc import SQLAlchemyError

from core.clock import today
from core.db import Base, db

EVERY = 3.0  # seconds
MOST = 50_000  # different things counted in memory when the database is away
log = logging.getLogger(__name__)
Key = tuple[str, str, int]  # table, column, id
_by_day: dict[tuple[str, str], tuple[str, str]] = {}  # table, column: table of days, its key


class Counters:
    """What this process counted and has not written yet."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.lock = threading.Lock()
        self.waiting: Counter[Key] = Counter()
        self.thread: threading.Thread | None = None

    def add(self, key: Key) -> None:
        with self.lock:
            if key in self.waiting or len(self.waiting) < MOST:
                self.waiting[key] += 1
            if self.thread is None and not self.app.testing:
                # Begun at the first count, not at start: a thread does not survive a fork.
                self.thread = threading.Thread(target=self._run, daemon=True, name="counters")
                self.thread.start()
                atexit.register(self.flush)

    def flush(self) -> int:
        """Write what is waiting; return how many things. A failure keeps them for next time."""
        with self.lock:
            counted, self.waiting = self.waiting, Counter()
        if not counted:
            return 0
        try:
            with self.app.app_context():
                for key, times in sorted(counted.items()):
                    _add_to_row(*key, times)
                db.session.commit()
        except SQLAlchemyError:
            log.exception("the counts wait for the database")
            with self.lock:
                self.waiting.update(counted)
            return 0
        return len(counted)

    def _run(self) -> None:
        while True:
            threading.Event().wait(EVERY)
            self.flush()


def _add_to_row(table_name: str, column: str, id: int, times: int) -> None:
    table = Base.metadata.tables[table_name]
    values = {column: table.c[column] + times}
    if "updated_at" in table.c:
        values["updated_at"] = table.c.updated_at  # being looked at is no change
    counted = update(table).where(table.c.id == id).values(values)
    found: Any = db.session.execute(counted.execution_options(is_no_change=True))
    if found.rowcount and (days := _by_day.get((table_name, column))):
        _add_to_day(*days, column, id, times)


def _add_to_day(table_name: str, key: str, column: str, id: int, times: int) -> None:
    table, day = Base.metadata.tables[table_name], today()
    known = update(table).where(table.c.day == day, table.c[key] == id)
    counted = known.values({column: table.c[column] + times})
    found: Any = db.session.execute(counted.execution_options(is_no_change=True))
    if not found.rowcount:
        first = insert(table).values({"day": day, key: id, column: times})
        db.session.execute(first.execution_options(is_no_change=True))


def count_by_day(table: str, column: str, *, days: str, key: str) -> None:
    """Let what is counted there be counted by day as well.

    days -- a table with `day`, `key` (the id of the row that is counted) and the same column.
    """
    _by_day[table, column] = days, key


def init_app(app: Flask) -> None:
    app.extensions["hoidap-counters"] = Counters(app)


def count(table: str, column: str, id: int) -> None:
    """Add one to this row's column, soon: `count("article", "view_count", 7)`."""
    counters().add((table, column, id))
    g.setdefault("counted", []).append((table, column, id))  # a kept page counts the same again


def counters() -> Counters:
    found: Counters = current_app.extensions["hoidap-counters"]
    return found
