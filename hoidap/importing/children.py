"""The worker's side of an import: a child process of its own, so that nothing else waits for it."""

import os
import subprocess
import sys

from flask import current_app

from hoidap.config import OPTIONS
from hoidap.paths import ROOT

ENDS_WITHIN = 5  # seconds after TERM, then KILL; the worker itself is given ten
_children: list[tuple[str, "subprocess.Popen[bytes]"]] = []  # name, process


def start(*command: str) -> None:
    """Run `hoidap COMMAND` with our settings beside us."""
    _children[:] = [each for each in _children if each[1].poll() is None]
    environment = dict(os.environ)
    environment |= {o.name: str(current_app.config[o.name]) for o in OPTIONS}
    ourselves = [sys.executable, "-m", "hoidap"]
    child = subprocess.Popen([*ourselves, *command], cwd=ROOT, env=environment)  # noqa: S603 (no shell; we say what it runs)
    _children.append((" ".join(command), child))


def end(*command: str) -> None:
    """Tell it to end; it does so when it can."""
    for name, child in _children:
        if name == " ".join(command):
            child.terminate()


def end_all() -> None:
    """The worker ends, and with it what it started."""
    for _name, child in _children:
        child.terminate()
    for _name, child in _children:
        try:
            child.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    _children.clear()
