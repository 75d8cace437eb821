"""What an export says of itself: manifest.json, and SHA256SUMS for everything beside it."""

import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory

from hoidap.paths import MIGRATIONS

FORMAT = 1  # raised when an older Hoidap could no longer read what we write
NAME = "manifest.json"
SUMS = "SHA256SUMS"
LARGEST = 1024 * 1024  # bytes of a manifest


class BadManifest(Exception):
    """The manifest cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Manifest:
    """`counts`: rows by table; `files`: how many files stand in SHA256SUMS, whose own SHA-256 is
    `sums`. `revision` is the newest migration of the tables."""

    format: int
    product: str
    version: str
    revision: str
    exported_at: str
    site: str
    counts: dict[str, int]
    files: int
    sums: str
    left_out: dict[str, str]
    notes: list[str]  # what could not be exported this time

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / NAME).write_text(f"{text}\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of an export. Raises BadManifest; what it does not know it passes by."""
    path = folder / NAME
    if path.stat().st_size > LARGEST:
        raise BadManifest(f"{NAME} is larger than {LARGEST:,} bytes")
    try:
        values = json.loads(path.read_bytes())
        known = {name: _checked(name, kind, values) for name, kind in _KINDS.items()}
    except (ValueError, RecursionError) as problem:
        raise BadManifest(f"{NAME}: {problem}") from None
    counts: dict[str, Any] = known["counts"]
    if not all(type(count) is int and count >= 0 for count in counts.values()):
        raise BadManifest(f"{NAME}: counts are whole numbers")
    return Manifest(**known)


_KINDS = {
    "format": int,
    "product": str,
    "version": str,
    "revision": str,
    "exported_at": str,
    "site": str,
    "counts": dict,
    "files": int,
    "sums": str,
    "left_out": dict,
    "notes": list,
}


def _checked(name: str, kind: type, values: Any) -> Any:
    value = values.get(name) if isinstance(values, dict) else None
    if type(value) is not kind:
        raise BadManifest(f"{NAME}: {name} is missing, or not what it should be")
    return value


def our_version() -> str:
    return version("hoidap")


def our_revision() -> str:
    """The newest migration of this checkout."""
    return _scripts().get_current_head() or ""


def is_known_revision(revision: str) -> bool:
    """Whether tables of that migration are ours, or older."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
