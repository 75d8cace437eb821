"""`hoidap kb sync --watch`: look at the folder each second and take in what changed."""

import threading
from collections.abc import Iterator
from pathlib import Path

from core.db import db
from kb.content import files
from kb.content.lock import FolderBusy
from kb.content.syncing import Report, sync

PAUSE = 1.0  # seconds between two looks

Look = dict[str, tuple[int, int]]


def watch(
    folder: Path, stop: threading.Event, *, publish: bool = False, pause: float = PAUSE
) -> Iterator[Report]:
    """Sync now and whenever a file changed, until `stop` is set; yield what each sync did.

    A file that changed since the last look may still be being written: it waits for a look that
    finds all as it was. While another sync holds the folder we try again. Raises FolderMissing.
    """
    known: Look | None = None
    last = look(folder)
    while not stop.is_set():
        if last != known:
            try:
                yield sync(folder, publish=publish)
                known = last
            except FolderBusy:
                pass  # at the next look
            db.session.remove()
        before = last
        while not stop.wait(pause) and (last := look(folder)) != before:
            before = last


def look(folder: Path) -> Look:
    """When each Markdown file was changed last, and how long it is."""
    found = {}
    for path in files.paths_in(folder):
        try:
            seen = (folder / path).stat()
        except OSError:
            continue  # gone meanwhile, or not ours to read: the sync will say so
        found[path] = (seen.st_mtime_ns, seen.st_size)
    return found
