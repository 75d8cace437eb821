"""Searches and what came after them, on their way into the log: written every few seconds.

A search only reads, so it must not write; a crash may lose seconds of counts.
"""

import atexit
import logging
import threading
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from core.db import db
from search.models import SearchLog, SearchStep, StepKind
from search.services import gaps

EVERY = 3.0  # seconds
MOST = 2_000  # searches and steps kept in memory when the database is away
EXTENSION = "hoidap-search-log"
log = logging.getLogger(__name__)


class Searched(NamedTuple):
    """One search, digits masked already; the names are SearchLog's."""

    words: str
    typed: str
    language: str
    hit_count: int
    has_failed: bool


class Stepped(NamedTuple):
    """What came after a search; the names are SearchStep's."""

    words: str
    language: str
    kind: StepKind
    ref: str = ""


class Buffer:
    """Searches and steps of this process that are not in the database yet."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.lock = threading.Lock()
        self.rows: list[Searched | Stepped] = []
        self.thread: threading.Thread | None = None

    def add(self, row: Searched | Stepped) -> None:
        with self.lock:
            if len(self.rows) < MOST:
                self.rows.append(row)
            if self.thread is None and not self.app.testing:
                # Begun at the first search, not at start: a thread does not survive a fork.
                self.thread = threading.Thread(target=self._run, daemon=True, name="search-log")
                self.thread.start()
                atexit.register(self.flush)

    def flush(self) -> int:
        """Write what is waiting; return how many rows. While the database is away they stay."""
        with self.lock:
            rows, self.rows = self.rows, []
        if not rows:
            return 0
        try:
            self._write(rows)
        except OperationalError:
            log.exception("the search log waits for the database")
            with self.lock:
                self.rows = (rows + self.rows)[:MOST]
            return 0
        except Exception:  # what cannot be written now never can: the log must go on
            log.exception("%d searches could not be counted", len(rows))
            return 0
        return len(rows)

    def _write(self, rows: list[Searched | Stepped]) -> None:
        with self.app.app_context():
            for row in rows:
                if isinstance(row, Stepped):
                    db.session.add(SearchStep(**row._asdict()))
                    continue
                db.session.add(SearchLog(**row._asdict()))
                if row.has_failed:
                    gaps.count_failed(row.words, row.typed, row.language)
            db.session.commit()

    def _run(self) -> None:
        while True:
            threading.Event().wait(EVERY)
            self.flush()


def init_app(app: Flask) -> None:
    app.extensions[EXTENSION] = Buffer(app)


def buffer() -> Buffer:
    found: Buffer = current_app.extensions[EXTENSION]
    return found
