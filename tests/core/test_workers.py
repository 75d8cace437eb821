"""Several workers at one outbox, as processes of their own: nothing done twice, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import func, select

from accounts.models import AuditEntry
from core import schedule
from core.db import db, reading
from core.events import Delivery
from core.schedule import Schedule
from search.services import engine
from tests import databases

pytestmark = pytest.mark.postgresql
ROOT = Path(__file__).parent.parent.parent
ENDS_WITHIN = 120  # seconds, on a busy machine
RECORD, TAKE_TURN, TAKE_TURNS = (
    f"__main__.{name}" for name in ("record", "take_turn", "take_turns")
)


@pytest.fixture
def log(tmp_path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def start(app, tmp_path, log):
    """`start()` starts one more worker; all end with the test."""
    workers = []

    def _start(lease: float = 300) -> subprocess.Popen:
        environment = {
            "PATH": os.environ["PATH"],
            "HOIDAP_MODE": "development",
            "HOIDAP_INSTANCE_PATH": str(tmp_path),
            "HOIDAP_DATABASE_URL": databases.ours(),
            "HOIDAP_TEST_LOG": str(log),
            "HOIDAP_TEST_LEASE": str(lease),
        }
        command = [sys.executable, "-m", "tests.core.recording"]
        workers.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return workers[-1]

    yield _start
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert {worker.wait(20) for worker in workers} <= {0, -signal.SIGKILL}


def queue(handler: str, count: int, subjects: Sequence[int]) -> None:
    """So many deliveries for a handler, about each of the subjects in turn."""
    for _number, subject in zip(range(count), cycle(subjects), strict=False):
        event = "thread.changed" if handler.startswith("search") else "it.happened"
        db.session.add(Delivery(event=event, subject_id=subject, handler=handler))
    db.session.commit()


def until(what) -> None:
    """Wait until it is so."""
    end = time.monotonic() + ENDS_WITHIN
    while True:
        with reading():
            if what():
                return
            db.session.rollback()
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def left() -> int:
    return db.session.scalar(select(func.count()).select_from(Delivery)) or 0


def all_jobs_ran() -> bool:
    ran = select(func.count()).where(
        Schedule.last_run_at.is_not(None), Schedule.last_error.is_(None)
    )
    return db.session.scalar(ran) == len(schedule._jobs) + 1  # ours and the one that strikes


def recorded() -> Counter[str]:
    """How often each delivery left its trace in the database."""
    wanted = select(AuditEntry.subject).where(AuditEntry.action == "thing.recorded")
    return Counter(db.session.scalars(wanted))


def lines(log: Path) -> list[list[str]]:
    found = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
    return [line for line in found if line[0] != "struck"]


def overlaps(log: Path) -> list[str]:
    """Subjects that were begun again before they had ended."""
    running: set[str] = set()
    met = []
    for what, subject, _delivery in lines(log):
        if what == "begin":
            met += [subject] if subject in running else []
            running.add(subject)
        else:
            running.discard(subject)
    return met


def test_three_workers_do_everything_once(start, make, log):
    threads = [make.thread().id for _ in range(100)]
    engine.ensure()
    queue(RECORD, 600, subjects=range(200))
    queue(TAKE_TURN, 50, subjects=range(50))
    queue(TAKE_TURNS, 150, subjects=range(150))
    queue("search.handlers.index_again", 300, subjects=threads)
    workers = [start() for _ in range(3)]
    until(lambda: left() == 0)  # one that failed would come again after a minute only
    until(all_jobs_ran)

    assert [worker.poll() for worker in workers] == [None] * 3
    begun = Counter(line[2] for line in lines(log) if line[0] == "begin")
    assert len(begun) == 800
    assert set(begun.values()) == {1}
    assert len(recorded()) == 600
    assert set(recorded().values()) == {1}
    assert overlaps(log) == []  # neither of one subject nor in the lane
    assert engine.check().is_sound
    assert log.read_text().splitlines().count("struck") == 1


def test_a_killed_workers_share_is_done_by_the_others(start, log):
    queue(RECORD, 600, subjects=range(600))
    killed = start(lease=3)
    until(lambda: len(lines(log)) > 50)
    killed.kill()
    killed.wait()
    held = select(func.count()).where(Delivery.leased_until.is_not(None))
    assert db.session.scalar(held) > 0
    db.session.rollback()

    start(lease=3)
    start(lease=3)
    until(lambda: left() == 0)

    assert set(recorded().values()) == {1}  # what was begun and not ended left no trace
    assert len(recorded()) == 600
