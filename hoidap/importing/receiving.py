"""A large upload on its way in: straight to its place on the disk, never into memory.

Werkzeug spools files into a temporary file; /tmp may be memory, and to copy a gigabyte takes its
time. So the request of this one view is given a folder of its own before anything reads the form.
"""

import os
import secrets
import shutil
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, cast

import flask
from flask import current_app

from accounts.models import User
from core import ratelimits
from core.db import db
from hoidap.importing import storing

UPLOADS_AN_HOUR = 30
FORM_ROOM = 1024 * 1024  # bytes of the form around the file
READ_AWAY = 2  # times the largest file: so much is read, to answer with the form as it was sent


class Part:
    """A file of a form while it arrives. What is too large is read to its end and not kept."""

    def __init__(self, path: Path, most: int) -> None:
        self.path = path
        self.most = most
        self.size = 0  # bytes sent
        self._file = open(path, "x+b", opener=_for_us_alone)  # noqa: SIM115 (closed by let_go)

    @property
    def is_too_large(self) -> bool:
        return self.size > self.most

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.is_too_large:
            self._file.truncate(0)  # the disk is free again while the rest comes
            return len(data)
        return self._file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def keep(self, path: Path) -> None:
        """Put it to its place, safe from a power cut."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self.path.rename(path)

    def close(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Request(flask.Request):
    """A request whose files may be sent straight to a folder (`let_in`)."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.most_bytes: int | None = None
        self.parts: list[Part] = []

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Werkzeug's hook: what a file of the form is written to."""
        if self.most_bytes is None:
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        path = storing.imports_folder() / f"{secrets.token_hex(16)}.part"
        self.parts.append(Part(path, self.most_bytes))
        return cast("IO[bytes]", self.parts[-1])


def most_bytes() -> int:
    """The largest file taken now: half of the free disk at most, the site must go on writing."""
    configured: int = current_app.config["HOIDAP_IMPORT_MAX_BYTES"]
    return min(configured, shutil.disk_usage(storing.imports_folder()).free // 2)


def let_in(request: Request, by: User) -> None:
    """Let this request bring a large file. Commits: the database is not held meanwhile.

    Raises core.ratelimits.TooMany.
    """
    ratelimits.count("import.upload", str(by.id), at_most=UPLOADS_AN_HOUR, per=timedelta(hours=1))
    db.session.commit()
    request.most_bytes = most_bytes()
    request.max_content_length = READ_AWAY * request.most_bytes + FORM_ROOM


def let_go(request: Request) -> None:
    """Close what was sent; what was not taken goes."""
    for part in request.parts:
        part.close()
