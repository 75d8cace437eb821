"""The one loop that does what may wait: hears what was announced, runs what is due."""

import fcntl
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from flask import Flask

from core import events, schedule
from core.db import db

PAUSE = 0.25  # seconds between two looks at the outbox, unless it was full
log = logging.getLogger(__name__)


class WorkerRunning(Exception):
    """Another worker serves this site already."""


@contextmanager
def place(path: Path, *, alone: bool) -> Iterator[None]:
    """Hold a worker's place at the site (a lock on a file that the kernel frees when we die).

    alone -- nobody else may hold one: SQLite takes one worker, and to renew a site there must be
             none. Raises WorkerRunning.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise WorkerRunning(file.read().strip()) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def work_off(app: Flask) -> int:
    """Do all that is waiting now, and what follows from it; return how many deliveries were done.

    Tests and commands use it; it stops when nothing is due any more.
    """
    done = 0
    with app.app_context():
        while count := events.deliver_due():
            done += count
    return done


def run_forever(app: Flask, stop: threading.Event) -> None:
    """Look, work, pause, until `stop` is set. Trouble with the database is waited out.

    Less than a batch was all there was: what comes meanwhile is done together, so that the index
    has a few commits a second and not as many as there are news.
    """
    while not stop.is_set():
        try:
            with app.app_context():
                busy = events.deliver_due() + schedule.run_due()
                db.session.rollback()
        except Exception:
            log.exception("the worker stumbled and goes on")
            busy = 0
            stop.wait(2)
        if busy < events.BATCH:
            stop.wait(PAUSE)


def stop_on_signals() -> threading.Event:
    """An event that TERM and INT set."""
    stop = threading.Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    return stop
