"""Rows of an export, kept aside on disk, for joins over files that are larger than memory."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

Row = dict[str, Any]


class Spool:
    """Rows by kind and key, each in at most one group.

    The file has no name (SQLite's temporary database): it is gone with the process, however that
    ends. Memory stays at a page cache of 2 MB.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(
            "CREATE TABLE row (kind TEXT NOT NULL, key NOT NULL, grp, place, fields TEXT NOT NULL,"
            " PRIMARY KEY (kind, key))"
        )
        self._db.execute("BEGIN")
        self._has_index = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self._db.close()

    def put(
        self,
        kind: str,
        key: str | int,
        fields: Mapping[str, Any],
        *,
        group: str | int | None = None,
        place: Any = None,
    ) -> bool:
        """Keep a row; a second one with the same key is not taken. Returns whether it was.

        group -- by which `grouped` finds it; place -- its order there, then by key.
        """
        added = self._db.execute(
            "INSERT OR IGNORE INTO row VALUES (?, ?, ?, ?, ?)",
            (kind, key, group, place, json.dumps(fields, ensure_ascii=False)),
        )
        return added.rowcount == 1

    def get(self, kind: str, key: str | int | None) -> Row | None:
        found = self._db.execute("SELECT fields FROM row WHERE kind = ? AND key = ?", (kind, key))
        row = found.fetchone()
        return json.loads(row[0]) if row else None

    def has(self, kind: str, key: str | int | None) -> bool:
        found = self._db.execute("SELECT 1 FROM row WHERE kind = ? AND key = ?", (kind, key))
        return found.fetchone() is not None

    def all(self, kind: str) -> Iterator[Row]:
        """In the order of their keys."""
        query = "SELECT fields FROM row WHERE kind = ? ORDER BY key"
        return (json.loads(row[0]) for row in self._db.execute(query, (kind,)))

    def grouped(self, kind: str, group: str | int) -> list[Row]:
        """The rows of one group, in their order."""
        if not self._has_index:
            self._db.execute("CREATE INDEX by_group ON row (kind, grp, place, key)")
            self._has_index = True
        query = "SELECT fields FROM row WHERE kind = ? AND grp = ? ORDER BY place, key"
        return [json.loads(row[0]) for row in self._db.execute(query, (kind, group))]

    def count(self, kind: str) -> int:
        found = self._db.execute("SELECT count(*) FROM row WHERE kind = ?", (kind,))
        return int(found.fetchone()[0])
