"""Files put in their place whole or not at all, whenever the power fails."""

import os
from contextlib import suppress
from pathlib import Path

_BESIDE = ".hoidap-"  # how the name of a file begins that is not in its place yet


class FileChanged(Exception):
    """Somebody wrote the file since we read it; theirs stands."""


def read(path: Path) -> bytes | None:
    """The bytes, or None where there is no file."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write(path: Path, content: bytes) -> None:
    """Put the bytes there: beside, to the disk, then renamed."""
    _rename(_beside(path, content), path)


def rewrite(path: Path, content: bytes, *, known: bytes | None) -> None:
    """As `write`, over a file that says what we know (None: there is none). Raises FileChanged."""
    beside = _beside(path, content)
    if read(path) != known:
        os.unlink(beside)
        raise FileChanged(str(path))
    _rename(beside, path)


def _beside(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{_BESIDE}{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _rename(beside: Path, path: Path) -> None:
    os.replace(beside, path)
    _settle(path.parent)


def move(old: Path, new: Path) -> None:
    """Let the file stand elsewhere: at no moment in both places or in none."""
    new.parent.mkdir(parents=True, exist_ok=True)
    os.replace(old, new)
    _settle(new.parent)
    _left(old.parent)


def remove(path: Path) -> None:
    """Take the file away."""
    os.unlink(path)
    _left(path.parent)


def _left(folder: Path) -> None:
    """A file went from there: with the last one, the folder goes."""
    _settle(folder)
    with suppress(OSError):  # it is not empty
        folder.rmdir()


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove what a process that was killed left beside. Nobody else may be writing."""
    for place, _folders, names in os.walk(folder):
        for name in names:
            if name.startswith(_BESIDE) and name.endswith(".new"):
                with suppress(FileNotFoundError):
                    os.unlink(os.path.join(place, name))
