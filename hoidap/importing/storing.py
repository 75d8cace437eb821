"""Where uploads of imports lie: `instance/imports/<random key>/export.zip`, until they are done."""

import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from hoidap.models import ImportRun, ImportState

ABANDONED = 24 * 3600  # seconds after which what no import names is rubbish
# The rest of the name says the sources what it is; the sender's own name is only ever shown.
ENDINGS = (
    ".tar.gz",
    ".jsonl.gz",
    ".json.gz",
    ".xml.gz",
    ".sql.gz",
    ".tgz",
    ".zip",
    ".tar",
    ".jsonl",
    ".json",
    ".xml",
    ".sql",
)


def imports_folder() -> Path:
    folder = Path(current_app.config["HOIDAP_INSTANCE_PATH"]) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def ending_of(name: str) -> str | None:
    """The part of a file's name that says its kind, or None for one that is not taken."""
    return next((each for each in ENDINGS if name.lower().endswith(each)), None)


def new_place(ending: str) -> tuple[str, Path]:
    """A folder for one upload: its key, and the path of the file to be."""
    key = secrets.token_hex(16)
    folder = imports_folder() / key
    folder.mkdir(mode=0o700)
    return key, folder / f"export{ending}"


def file_of(run: ImportRun) -> Path | None:
    """The upload itself, or None when it is gone."""
    if run.file_key is None:
        return None
    return next((imports_folder() / run.file_key).glob("export.*"), None)


@contextmanager
def room(file: Path) -> Iterator[Path]:
    """An empty folder beside the upload for what is unpacked of it; it goes afterwards."""
    place = file.parent / "unpacked"
    shutil.rmtree(place, ignore_errors=True)  # of an import that was killed
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def remove(run: ImportRun) -> None:
    """Delete the upload. The caller commits."""
    if run.file_key is not None:
        shutil.rmtree(imports_folder() / run.file_key, ignore_errors=True)
        run.file_key = None


def remove_if_done(run: ImportRun) -> None:
    """Delete the upload when nothing more will come of it. The caller commits."""
    if run.state in (ImportState.DONE, ImportState.CANCELLED) and not run.is_under_way:
        remove(run)


def sweep(known: Iterable[str]) -> None:
    """Remove what no import names: uploads that broke off, folders whose row was never written."""
    kept = set(known)
    for path in imports_folder().iterdir():
        is_old = path.stat().st_mtime < time.time() - ABANDONED
        if path.name not in kept and is_old:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
