"""One import at a time on a site, whichever way it was begun."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import current_app

LOOK_EVERY = 0.2  # seconds, while we wait for the lock


class ImportRunning(Exception):
    """Another import is under way on this site; one at a time."""


@contextmanager
def one_at_a_time(wait: float = 0) -> Iterator[None]:
    """Hold the site's import lock (a file that the kernel unlocks when we die).

    wait -- seconds that another import is given to end. Raises ImportRunning after them.
    """
    with _lock().open("a") as file:
        deadline = time.monotonic() + wait
        while not _taken(file, fcntl.LOCK_EX):
            if time.monotonic() >= deadline:
                raise ImportRunning
            time.sleep(LOOK_EVERY)
        yield


def is_free() -> bool:
    """Whether no import is under way, from the desk or from the command line."""
    with _lock().open("a") as file:
        return _taken(file, fcntl.LOCK_SH)


def _lock() -> Path:
    return Path(current_app.config["HOIDAP_INSTANCE_PATH"]) / "import.lock"


def _taken(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
