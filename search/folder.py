"""Where the index lies: directories, the pointer to the one in use, and the locks.

    <path>/current          which directory is in use, and its schema; replaced in one step
    <path>/index-<random>/  a Whoosh index; `removed.json` and `journal.jsonl` are ours
    <path>/*.lock           held through flock, so that a killed process holds nothing

Whoosh pickles, so an index is code: nobody but the site's own user may write here.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from search.contract import IndexUnavailable, WriterBusy
from search.schema import VERSION


class Pointer(NamedTuple):
    """The directory in use (its name), and the schema it was made with."""

    directory: str
    schema: int


class Folder:
    """The files around the index."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def pointer(self) -> Pointer | None:
        """What is in use; None when there is nothing. Raises IndexUnavailable if unreadable."""
        try:
            read = json.loads((self.path / "current").read_text("utf-8"))
            return Pointer(str(read["directory"]), int(read["schema"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise IndexUnavailable("the pointer file cannot be read") from problem

    def point_to(self, directory: Path) -> None:
        """Switch to another directory, in one step that survives a power cut."""
        pointer = Pointer(directory.name, VERSION)._asdict()
        write_whole(self.path / "current", json.dumps(pointer))

    def new_directory(self) -> Path:
        directory = self.path / f"index-{secrets.token_hex(8)}"
        directory.mkdir(parents=True, mode=0o700)
        return directory

    def building(self) -> Path | None:
        """The directory that a rebuild under way will publish."""
        if not self.is_locked("rebuild"):
            return None
        try:
            name = (self.path / "building").read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        return self.path / name if name and (self.path / name).is_dir() else None

    def say_building(self, directory: Path | None) -> None:
        write_whole(self.path / "building", directory.name if directory else "")

    def drop_others(self, kept: str | None) -> None:
        """Remove every index directory but one; readers that have it open keep reading."""
        for directory in self.path.glob("index-*"):
            if directory.name != kept:
                shutil.rmtree(directory, ignore_errors=True)

    def is_locked(self, name: str) -> bool:
        """Whether anybody holds a lock; asking holds nobody up who asks as well."""
        try:
            handle = os.open(self.path / f"{name}.lock", os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    @contextmanager
    def locked(self, name: str, *, wait: float) -> Iterator[None]:
        """Hold a lock against every process and thread. wait -- seconds; then raises WriterBusy."""
        handle = self.take(name, wait=wait)
        try:
            yield
        finally:
            os.close(handle)

    def take(self, name: str, *, wait: float) -> int:
        """Take a lock; closing the returned file descriptor releases it. Raises WriterBusy."""
        self.path.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return handle
            except BlockingIOError:
                if time.monotonic() >= until:
                    os.close(handle)
                    raise WriterBusy(f"another process holds {name}.lock") from None
                time.sleep(0.02)
            except BaseException:
                os.close(handle)
                raise


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def read_json(path: Path, default: Any) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return default
