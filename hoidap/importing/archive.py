"""Exports come as a folder, one file, or an archive of them; sources see folders and files only."""

import gzip
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from hoidap.importing.report import Report
from hoidap.importing.source import BadExport

MOST_BYTES = 8 * 1024**3  # of everything unpacked: an archive bomb ends here
MOST_FILES = 500_000
PACKED = (".zip", ".tar", ".gz", ".tgz")
_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, zlib.error)
LONGEST_PART = 255  # bytes of one name, as file systems take it


@contextmanager
def unpacked(path: Path, report: Report) -> Iterator[Path]:
    """The export as a folder or plain file; an archive is unpacked aside and removed afterwards.

    path -- a folder, a plain file, .zip, .tar, .tar.gz, .tgz or .gz. Raises BadExport.
    """
    if not path.exists():
        raise BadExport(f"There is nothing at this path: {path}")
    if path.is_dir() or not _is_packed(path):
        if path.is_file() and path.suffix.lower() in PACKED:
            raise BadExport("The archive cannot be unpacked: it is damaged, or no archive.")
        yield path
        return
    folder = Path(tempfile.mkdtemp(prefix="hoidap-import-"))
    try:
        yield _unpack(path, folder, report)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_packed(path: Path) -> bool:
    return zipfile.is_zipfile(path) or _is_gzip(path) or _is_tar(path)


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (EOFError, OSError, zlib.error):  # packed, and torn
        return False


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _unpack(path: Path, folder: Path, report: Report) -> Path:
    writer = _Unpacking(folder, report)
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                for entry in packed.infolist():
                    kind = entry.external_attr >> 16
                    if not entry.is_dir() and not stat.S_ISLNK(kind):
                        with packed.open(entry) as content:
                            writer.put(entry.filename, content)
        elif _is_tar(path):
            with tarfile.open(path, "r:*") as packed_tar:
                for member in packed_tar:
                    content_or_none = packed_tar.extractfile(member) if member.isfile() else None
                    if content_or_none is not None:
                        writer.put(member.name, content_or_none)
        else:
            with gzip.open(path, "rb") as file:
                content = cast("IO[bytes]", file)
                plain = path.name.removesuffix(".gz") or "export"
                writer.put(plain, content)
                return folder / plain
    except (*_DAMAGE, EOFError, OSError, RuntimeError) as problem:
        raise BadExport(f"The archive cannot be unpacked: {problem}.") from None
    return folder


class _Unpacking:
    """Writes the files of an archive below one folder, and never beside it."""

    def __init__(self, folder: Path, report: Report) -> None:
        self.folder = folder
        self.report = report
        free = shutil.disk_usage(folder).free
        self.most = self.left = min(MOST_BYTES, free // 2)  # the site must go on writing
        self.files = 0

    def put(self, name: str, content: IO[bytes]) -> None:
        parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part != "."]
        if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0]:
            self.report.skip("file", name, "its path leads out of the archive")
            return
        if any(len(part.encode("utf-8", "surrogateescape")) > LONGEST_PART for part in parts):
            self.report.skip("file", name, "its name is longer than 255 bytes")
            return
        self.files += 1
        if self.files > MOST_FILES:
            raise BadExport(f"The archive holds more files than we take: {MOST_FILES:,}")
        target = self.folder.joinpath(*parts)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                self._copy(content, file)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            self.report.skip("file", name, "the archive holds two files of this name")

    def _copy(self, content: IO[bytes], file: IO[bytes]) -> None:
        while piece := content.read(1 << 20):
            self.left -= len(piece)
            if self.left < 0:
                raise BadExport(
                    f"The archive unpacks to more than we take: {self.most / 2**30:.1f} GiB"
                )
            file.write(piece)
