"""The worker's side of an import: a child process of its own, so that nothing else waits for it."""

import os
import signal
import subprocess
import sys

from flask import current_app

from core.db import db
from hoidap.config import OPTIONS
from hoidap.importing import runs
from hoidap.models import ImportRun
from hoidap.paths import ROOT

ENDED = (-signal.SIGTERM, -signal.SIGINT)  # what a child's end says then
_children: list[tuple[int, "subprocess.Popen[bytes]"]] = []  # the import's id, its process


def start(run_id: int) -> None:
    """Let a child work on this import, with our settings."""
    _children[:] = [each for each in _children if each[1].poll() is None]
    environment = dict(os.environ)
    environment |= {o.name: str(current_app.config[o.name]) for o in OPTIONS}
    ourselves = [sys.executable, "-m", "hoidap", "import-run", str(run_id)]
    child = subprocess.Popen(ourselves, cwd=ROOT, env=environment)  # noqa: S603 (no shell; we say what it runs)
    _children.append((run_id, child))


def end(run_id: int) -> None:
    """Nobody wants it any more."""
    for id, child in _children:
        if id == run_id:
            child.terminate()


def end_all() -> None:
    """The worker ends, and with it what it started. The next start goes on; nothing went wrong.

    Commits.
    """
    for _id, child in _children:
        child.terminate()
    ended = {id for id, child in _children if child.wait() in ENDED}
    _children.clear()
    for id in ended:
        runs.put_back(db.session.get_one(ImportRun, id))
    db.session.commit()
