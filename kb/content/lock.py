"""One sync at a time on a site's machine.

Each single change of a file or a row is made under the database's write lock, on fresh reads of
both sides (core/dialects.py): the worker and a sync never write at once, on whichever machine. What
a sync found in the whole folder is older, so a second one must not act on it at the same time.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app


class FolderBusy(Exception):
    """Another sync is under way."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the site's sync lock (a file that the kernel unlocks when we die). Raises FolderBusy."""
    with (Path(current_app.config["HOIDAP_INSTANCE_PATH"]) / "content.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderBusy from None
        yield
