"""Files that writers gave and no text names: removed after a month.

A file is named wherever its random key stands: in any text of any table (so that a new table
needs no word here), or in a file of the content folder; as it is written, or as Markdown and
browsers read it (`%2E`, `&#46;`). What came with imports stays.
"""

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import current_app
from sqlalchemy import JSON, Column, ColumnElement, Enum, String, Table, cast, or_, select

from core.clock import now
from core.db import Base, db, reading, release
from core.uploads import Upload
from hoidap.attachments import KINDS
from hoidap.keeping import uploads_folder

KEPT = timedelta(days=30)  # a text may be written elsewhere first
AT_ONCE = 1_000  # removed in one night
OVERLAP = timedelta(minutes=5)  # a unit of work notes its moment before it ends
_ENDINGS = "|".join(["png", "webp", "jpeg", "gif", *KINDS])
_KEY = re.compile(rf"[0-9a-f]{{32}}\.(?:{_ENDINGS})")
_CODED = re.compile(r"[%&\\]")


def unused() -> list[str]:
    """Keys of the old files that nothing names, oldest first. Nothing may be pending."""
    release()  # it takes a while, and only reads: who writes need not wait
    with reading():
        keys = _not_named(_old(), since=None)
        db.session.rollback()
    left = set(keys)
    if left:
        left -= _named_in_files(left)
    return [key for key in keys if key in left]


def remove_unused() -> int:
    """Remove them, row and file, at most AT_ONCE; return how many. Commits.

    What a text came to name while all texts were looked through stays: others wait for the second
    look, at what is new.
    """
    begun = now()
    if not (keys := unused()[:AT_ONCE]):
        return 0
    still = _not_named(keys, since=begun - OVERLAP)
    uploads = db.session.scalars(select(Upload).where(Upload.key.in_(still))).all()
    for upload in uploads:
        # The file first: what is left behind by a crash is a row, which is found again.
        (uploads_folder() / upload.key).unlink(missing_ok=True)
        db.session.delete(upload)
    db.session.commit()
    return len(uploads)


def _old() -> list[str]:
    old = select(Upload.key).where(
        Upload.uploaded_by.is_not(None), Upload.created_at < now() - KEPT
    )
    return list(db.session.scalars(old.order_by(Upload.id)))


def _not_named(keys: list[str], *, since: datetime | None) -> list[str]:
    """Those that no row names. since -- only of rows that were written from then on, where a table
    knows when its rows were."""
    left = dict.fromkeys(keys)
    for table in Base.metadata.sorted_tables:
        if not left:
            break
        if table.name != Upload.__tablename__:
            for key in _named_in(table, {Path(key).suffix for key in left}, since):
                left.pop(key, None)
    return list(left)


def _named_in(table: Table, endings: set[str], since: datetime | None) -> Iterator[str]:
    """Keys in any text of the table; rows with neither such a file name's ending nor the folder's
    name are not fetched."""
    texts = [text for column in table.c if (text := _text(column)) is not None]
    if not texts:
        return
    rows = select(*texts)
    moments = [table.c[name] for name in ("created_at", "updated_at") if name in table.c]
    if since is not None and moments:
        rows = rows.where(or_(*(moment >= since for moment in moments)))
    rows = rows.where(or_(*(t.contains(part) for t in texts for part in {*endings, "uploads"})))
    for row in db.session.execute(rows, execution_options={"yield_per": 200}):
        for text in row:
            yield from _keys_in(text or "")


def _keys_in(text: str) -> set[str]:
    """In doubt one more: a backslash may escape the next letter, or stand for itself."""
    keys = set(_KEY.findall(text))
    if "uploads" in text and _CODED.search(text):
        for way in (text, text.replace("\\", "")):
            keys.update(_KEY.findall(unquote(unescape(way))))
    return keys


def _text(column: Column[Any]) -> ColumnElement[str] | None:
    if isinstance(column.type, JSON):
        return cast(column, String)
    is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
    return column if is_text else None


def _named_in_files(keys: set[str]) -> set[str]:
    """Those that a file of the content folder names; all of them while there is no folder."""
    folder: Path = current_app.config["HOIDAP_CONTENT_PATH"]
    if not folder.is_dir():
        return keys
    named = set[str]()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        for path in (Path(place) / name for name in names):
            if path.is_file():
                named |= _keys_in(path.read_bytes().decode("latin-1"))  # whatever its letters are
    return keys & named
