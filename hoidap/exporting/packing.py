"""Where an export goes: made beside its place and put there whole, as a folder or one archive."""

import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDINGS = (".tar.gz", ".tgz", ".zip")


class NoPlace(Exception):
    """Nothing can be written there; the sentence says why."""


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A folder to fill; when that went well, it (or the archive of it) stands at `target`.

    target -- its ending says which: .tar.gz, .tgz or .zip, else a folder. Only its owner may read
    it. Raises NoPlace.
    """
    target = target.absolute()
    if target.exists():
        raise NoPlace(f"There is something at {target} already.")
    if not target.parent.is_dir():
        raise NoPlace(f"There is no folder {target.parent}.")
    name = _without_ending(target.name)
    work = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(work, ignore_errors=True)  # of an export that was interrupted
    work.mkdir(mode=0o700)
    try:
        folder = work / name
        folder.mkdir(mode=0o700)
        yield folder
        done = folder if name == target.name else _packed(folder, work / target.name)
        os.sync()
        done.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _without_ending(name: str) -> str:
    ending = next((each for each in ENDINGS if name.endswith(each)), "")
    return name.removesuffix(ending) or "hoidap"


def _packed(folder: Path, archive: Path) -> Path:
    archive.touch(mode=0o600)
    if archive.name.endswith(".zip"):
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in _files(folder):
                packed.write(path, path.relative_to(folder.parent))
    else:
        with tarfile.open(archive, "w:gz", compresslevel=6) as packed_tar:
            for path in _files(folder):
                packed_tar.add(path, str(path.relative_to(folder.parent)), recursive=False)
                packed_tar.members.clear()  # type: ignore[attr-defined]  # else it remembers all
    return archive


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))
