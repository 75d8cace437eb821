"""An export as it lies here. Nothing in it is believed: paths, sums and lines are looked at."""

import json
import re
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any

from hoidap.exporting import manifest
from hoidap.exporting.manifest import Manifest
from hoidap.exporting.writing import LONGEST_LINE, table_path
from hoidap.importing.source import BadExport

PLACES = ("tables", "content", "uploads")
LARGEST_FILE = 64 * 1024 * 1024  # bytes of one article, picture or attachment
LONGEST_SUM = 5_000  # bytes of a line of the list
_SUM = re.compile(r"(?P<mark>\\?)(?P<digest>[0-9a-f]{64})  (?P<path>.+)")
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"\\": "\\", "n": "\n", "r": "\r"}


class Sealed:
    """A folder with an export in it. Raises BadExport when it is none, or another version's."""

    def __init__(self, place: Path) -> None:
        self.folder = _folder_of(place)
        try:
            self.manifest: Manifest = manifest.read(self.folder)
        except (manifest.BadManifest, OSError) as problem:
            raise BadExport(f"{problem}") from None
        self._refuse_others()
        self.sums = self._read_sums()

    def _refuse_others(self) -> None:
        told = self.manifest
        if told.product != "hoidap":
            raise BadExport(f"This is an export of {told.product}, not of Hoidap.")
        if told.format > manifest.FORMAT or not manifest.is_known_revision(told.revision):
            raise BadExport(
                f"This export was made by Hoidap {told.version}, which is newer than this one"
                f" ({manifest.our_version()}): bring this one up to date first."
            )

    def _read_sums(self) -> dict[str, str]:
        sums: dict[str, str] = {}
        digest = sha256()
        for number, line in self._lines_of(manifest.SUMS, LONGEST_SUM):
            digest.update(line)
            path, wanted = _read_sum(line, f"{manifest.SUMS}:{number}")
            sums[path] = wanted
        if digest.hexdigest() != self.manifest.sums or len(sums) != self.manifest.files:
            raise BadExport(f"{manifest.SUMS} is not the list that {manifest.NAME} speaks of.")
        return sums

    def lines(self, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each row with where it stands, `tables/post.jsonl:17`; none for a table not exported.

        Raises BadExport at the line that is wrong, or at the end when the file was changed.
        """
        path = table_path(table)
        if path not in self.sums:
            return
        digest = sha256()
        for number, line in self._lines_of(path, LONGEST_LINE):
            digest.update(line)
            where = f"{path}:{number}"
            yield where, _row(line, where)
        self._compare(path, digest.hexdigest())

    def check_file(self, path: str) -> None:
        """Raises BadExport when the file is not there, too large, or not what was exported.

        A table is read a line at a time, and may be as large as a forum.
        """
        file = self.file(path)
        is_table = path.startswith("tables/")
        if not is_table and file.stat().st_size > LARGEST_FILE:
            raise BadExport(f"{path} is larger than {LARGEST_FILE >> 20} MiB.")
        with file.open("rb") as opened:
            self._compare(path, file_digest(opened, "sha256").hexdigest())

    def file(self, path: str) -> Path:
        """Where it lies. Raises BadExport: not there, or a link that leads elsewhere."""
        file = self.folder / path
        if not file.is_file():
            raise BadExport(f"{path} is missing.")
        if not file.resolve().is_relative_to(self.folder.resolve()):
            raise BadExport(f"{path} leads out of the export.")
        return file

    def _compare(self, path: str, digest: str) -> None:
        if digest != self.sums[path]:
            raise BadExport(f"{path} was changed or damaged: its SHA-256 is another.")

    def _lines_of(self, path: str, longest: int) -> Iterator[tuple[int, bytes]]:
        with self.file(path).open("rb") as file:
            number = 0
            while line := file.readline(longest + 1):
                number += 1
                if len(line) > longest:
                    raise BadExport(f"{path}:{number}: longer than {longest:,} bytes.")
                if not line.endswith(b"\n"):
                    raise BadExport(f"{path}:{number}: the line is cut off.")
                yield number, line


def _folder_of(place: Path) -> Path:
    """The export itself; an archive holds it in a folder of its own."""
    for folder in (place, *sorted(place.iterdir() if place.is_dir() else ())):
        if (folder / manifest.NAME).is_file():
            return folder
    raise BadExport(f"There is no export of Hoidap here: a folder with {manifest.NAME} in it.")


def _read_sum(line: bytes, where: str) -> tuple[str, str]:
    """Path and SHA-256 of one line of the list."""
    try:
        found = _SUM.fullmatch(line.decode().removesuffix("\n"))
    except UnicodeDecodeError:
        found = None
    if found is None:
        raise BadExport(f"{where}: not a SHA-256 and a path.")
    path = found["path"]
    if found["mark"]:
        path = _ESCAPED.sub(lambda escape: _MEANT.get(escape[1], escape[1]), path)
    parts = PurePosixPath(path).parts
    if not is_inside(path) or parts[0] not in PLACES or len(parts) < 2:
        raise BadExport(f"{where}: the path leads out of the export.")
    return path, found["digest"]


def is_inside(path: str) -> bool:
    """Whether a relative path stays below the folder that it is relative to."""
    parts = path.split("/")
    return "\0" not in path and all(part not in ("", ".", "..") for part in parts)


def _row(line: bytes, where: str) -> dict[str, Any]:
    try:
        values = json.loads(line, parse_constant=_refused)
    except (ValueError, RecursionError) as problem:
        raise BadExport(f"{where}: no JSON: {problem}") from None
    if not isinstance(values, dict):
        raise BadExport(f"{where}: not an object.")
    return values


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no number")
