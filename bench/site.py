"""The full site: filled once, kept under instance/bench, measured on a copy."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from bench.fill import fill
from core.markdown import RENDERER_VERSION
from search.schema import VERSION

HERE = Path(__file__).parent
ROOT = HERE.parent
KEPT = ROOT / "instance" / "bench"


class Site(NamedTuple):
    folder: Path
    facts: dict[str, Any]


def site(size: int) -> Site:
    """The kept site of this size, filled first where there is none for this code and schema."""
    folder = KEPT / f"size-{size}-{_fingerprint()}"
    if not (folder / "facts.json").exists():
        print(f"Filling a site of size {size} (once; it stays in {folder.relative_to(ROOT)}) …")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        fill(folder, size)
    return Site(folder, json.loads((folder / "facts.json").read_text()))


def copy_of(kept: Site, name: str = "run") -> Site:
    """A fresh copy to run on: what is posted while measuring must not stay."""
    folder = KEPT / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept.folder, folder)
    return Site(folder, kept.facts)


def _fingerprint() -> str:
    """Changes with the schema, the renderer, the index and the filling."""
    files = [*ROOT.glob("migrations/versions/*.py"), *HERE.glob("fill/*.py")]
    files += [HERE / "texts.py", HERE / "bodies.py"]
    digest = hashlib.sha256(f"{RENDERER_VERSION} {VERSION}".encode())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
