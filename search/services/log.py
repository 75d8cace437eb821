"""What was searched, and in vain: buffered in the process, written every few seconds.

No person, no address; digits are masked before anything is kept.
"""

import atexit
import logging
import threading
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from core.db import db
from core.text import mask_digits
from search.analysis import fold_words
from search.models import SearchLog
from search.services import gaps

EVERY = 3.0  # seconds
MOST = 2_000  # searches kept in memory when the database is away
log = logging.getLogger(__name__)


class Searched(NamedTuple):
    words: str
    typed: str
    language: str
    hit_count: int
    has_failed: bool


class Buffer:
    """Searches of this process that are not in the database yet."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.lock = threading.Lock()
        self.rows: list[Searched] = []
        self.thread: threading.Thread | None = None

    def add(self, row: Searched) -> None:
        with self.lock:
            if len(self.rows) < MOST:
                self.rows.append(row)
            if self.thread is None and not self.app.testing:
                self.thread = threading.Thread(target=self._run, daemon=True, name="search-log")
                self.thread.start()
                atexit.register(self.flush)

    def flush(self) -> int:
        """Write what is waiting; return how many rows. A failure keeps them for the next time."""
        with self.lock:
            rows, self.rows = self.rows, []
        if not rows:
            return 0
        try:
            with self.app.app_context():
                for row in rows:
                    db.session.add(SearchLog(**row._asdict()))
                    if row.has_failed:
                        gaps.count_failed(row.words, row.typed, row.language)
                db.session.commit()
        except SQLAlchemyError:
            log.exception("the search log waits for the database")
            with self.lock:
                self.rows = (rows + self.rows)[:MOST]
            return 0
        return len(rows)

    def _run(self) -> None:
        while True:
            threading.Event().wait(EVERY)
            self.flush()


def init_app(app: Flask) -> None:
    app.extensions["hoidap-search-log"] = Buffer(app)


def note(typed: str, language: str, hit_count: int, *, has_failed: bool) -> None:
    """Remember one search (the first page of it)."""
    words = fold_words(typed)
    if words:
        masked = mask_digits(typed)[:200]
        buffer().add(Searched(words, masked, language, hit_count, has_failed))


def buffer() -> Buffer:
    found: Buffer = current_app.extensions["hoidap-search-log"]
    return found
