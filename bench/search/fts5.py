"""SQLite FTS5 beside us: any of the words, marks removed, bm25, the title weighted as ours."""

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

TITLE = 1.7  # ours counts in the text (1.0) and in the title (0.7)
_WORD = re.compile(r"[^\W_]+")


def open_at(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(path)


def indexed(rows: Iterable[tuple[str, str, str]], path: Path | str) -> sqlite3.Connection:
    """rows -- ref, title and text."""
    database = open_at(path)
    database.execute(
        "CREATE VIRTUAL TABLE document USING fts5"
        " (ref UNINDEXED, title, text, tokenize='unicode61 remove_diacritics 2')"
    )
    database.executemany("INSERT INTO document VALUES (?, ?, ?)", rows)
    database.commit()
    return database


def search(database: sqlite3.Connection, typed: str, most: int = 10) -> list[str]:
    words = _WORD.findall(typed)
    if not words:
        return []
    any_of = " OR ".join(f'"{word}"' for word in words)
    found = database.execute(
        "SELECT ref FROM document WHERE document MATCH ?"
        f" ORDER BY bm25(document, 0, {TITLE}, 1.0) LIMIT ?",
        (any_of, most),
    )
    return [ref for (ref,) in found]


def update(database: sqlite3.Connection, rowid: int, row: tuple[str, str, str]) -> None:
    database.execute("DELETE FROM document WHERE rowid = ?", (rowid,))
    database.execute(
        "INSERT INTO document (rowid, ref, title, text) VALUES (?, ?, ?, ?)", (rowid, *row)
    )
    database.commit()
