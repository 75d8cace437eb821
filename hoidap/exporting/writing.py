"""The files of an export, one after the other, and the SHA-256 of each."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Table

from core.tables import rows
from hoidap.exporting import manifest, tables

LONGEST_LINE = 64 * 1024 * 1024  # bytes of one row


class TooLong(Exception):
    """A row is longer than anything that would be read back."""


class Parcel:
    """An export under way: writes files below `folder` and notes their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = 0

    @contextmanager
    def file(self, path: str) -> Iterator["Sealing"]:
        """A new file at this path within the export."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            sealing = Sealing(file)
            yield sealing
        with (self.folder / manifest.SUMS).open("ab") as sums:
            sums.write(sum_line(sealing.digest.hexdigest(), path))
        self.files += 1

    def sums(self) -> str:
        """The SHA-256 of the list of all others."""
        path = self.folder / manifest.SUMS
        path.touch()
        with path.open("rb") as file:
            digest = sha256()
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()


class Sealing:
    """A file being written."""

    def __init__(self, file: BinaryIO) -> None:
        self.target = file
        self.digest = sha256()

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        return self.target.write(content)


def sum_line(digest: str, path: str) -> bytes:
    """One line as `sha256sum` writes it: a name with a line's end in it is marked and escaped."""
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    mark = "\\" if escaped != path else ""
    return f"{mark}{digest}  {escaped}\n".encode()


def table_path(name: str) -> str:
    return f"tables/{name}.jsonl"


def write_table(
    table: Table, connection: Connection, parcel: Parcel, tick: Callable[[], None]
) -> int:
    """One row a line; returns how many. Raises TooLong."""
    columns = tables.columns_of(table)
    names = [column.name for column in columns]
    number = 0
    found = closing(rows(connection, table, columns))
    with found as each, parcel.file(table_path(table.name)) as file:
        for number, row in enumerate(each, start=1):
            line = _line(dict(zip(names, row, strict=True)))
            if len(line) > LONGEST_LINE:
                raise TooLong(f"row {number} of {table.name} has {len(line):,} bytes")
            file.write(line)
            tick()
    return number


def _line(values: dict[str, object]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return f"{text}\n".encode()


def _plain(value: object) -> str:
    """Moments are written in UTC with their zone, days without."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an export")


def copy_in(source: Path, path: str, parcel: Parcel) -> bool:
    """Take a file along as it is; False when it is not there."""
    try:
        file = source.open("rb")
    except FileNotFoundError:
        return False
    with file, parcel.file(path) as target:
        shutil.copyfileobj(file, target, 1 << 20)
    return True
