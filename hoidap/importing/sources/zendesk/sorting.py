"""What was read, put in order on the disk: pages come in any order, and memory must not grow.

A nameless SQLite database: it lies in the temporary folder and vanishes when it is closed.
"""

import json
import sqlite3
import weakref
from collections.abc import Iterator
from typing import Any

_TABLES = """
CREATE TABLE thing (kind TEXT, id TEXT, locale TEXT, weight TEXT, author TEXT, fields TEXT,
    PRIMARY KEY (kind, id, locale));
CREATE TABLE file (path TEXT PRIMARY KEY, name TEXT, number TEXT);
CREATE INDEX file_name ON file (name);
CREATE INDEX file_number ON file (number);
"""
_PUT = """
INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
SET weight = excluded.weight, author = excluded.author, fields = excluded.fields
WHERE excluded.weight > thing.weight
"""


class Sorted:
    """Things by kind, id and locale. Of two of the same the weightier stays, else the first."""

    def __init__(self) -> None:
        # Not bound to its thread: the collector may close it in any.
        self._db = sqlite3.connect("", check_same_thread=False)
        self._db.executescript(_TABLES)
        weakref.finalize(self, self._db.close)

    def put(
        self, kind: str, id: str, locale: str, fields: dict[str, Any], *, weight: str, author: str
    ) -> None:
        plain = json.dumps(fields, default=str)
        self._db.execute(_PUT, (kind, id, locale, weight, author, plain))

    def put_file(self, path: str, name: str, number: str) -> None:
        """A file that is no JSON; `number` is the attachment's id in its path, or ""."""
        self._db.execute("INSERT OR IGNORE INTO file VALUES (?, ?, ?)", (path, name, number))

    def count(self, kind: str) -> int:
        found = self._db.execute("SELECT count(*) FROM thing WHERE kind = ?", (kind,))
        return int(found.fetchone()[0])

    def ids(self, kind: str) -> Iterator[str]:
        query = "SELECT DISTINCT id FROM thing WHERE kind = ? ORDER BY length(id), id"
        for (id,) in self._db.execute(query, (kind,)):
            yield id

    def of(self, kind: str, id: str) -> dict[str, dict[str, Any]]:
        """The same thing in each locale it has."""
        query = "SELECT locale, fields FROM thing WHERE kind = ? AND id = ? ORDER BY locale"
        return {loc: json.loads(text) for loc, text in self._db.execute(query, (kind, id))}

    def authors(self) -> Iterator[dict[str, Any]]:
        """The users who wrote an article; the others are nobody's business here."""
        query = """SELECT fields FROM thing WHERE kind = 'user' AND id IN
            (SELECT author FROM thing WHERE kind = 'article') ORDER BY length(id), id"""
        for (text,) in self._db.execute(query):
            yield json.loads(text)

    def has(self, kind: str, id: str) -> bool:
        query = "SELECT 1 FROM thing WHERE kind = ? AND id = ? LIMIT 1"
        return self._db.execute(query, (kind, id)).fetchone() is not None

    def lost_translations(self) -> Iterator[tuple[str, str]]:
        """Translations of articles that are not in the export: id and locale."""
        query = """SELECT id, locale FROM thing WHERE kind = 'translation'
            AND id NOT IN (SELECT id FROM thing WHERE kind = 'article') ORDER BY id, locale"""
        yield from self._db.execute(query)

    def has_file(self, path: str) -> bool:
        query = "SELECT 1 FROM file WHERE path = ?"
        return self._db.execute(query, (path,)).fetchone() is not None

    def file(self, *, number: str = "", name: str = "") -> str | None:
        """The path of the one file with this number, else of the one with this name."""
        for column, value in (("number", number), ("name", name)):
            query = f"SELECT path FROM file WHERE {column} = ? LIMIT 2"  # noqa: S608 (our words)
            found = self._db.execute(query, (value,)).fetchall() if value else []
            if len(found) == 1:
                return str(found[0][0])
        return None
