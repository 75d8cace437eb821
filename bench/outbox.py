"""Deliveries a second, by how many workers there are.

    .ci/with-postgres .venv/bin/python -m bench.outbox 1 3     (workers, each a round)
    .venv/bin/python -m bench.outbox 1                         (SQLite takes one)

Two handlers: one writes a row, one commits and then waits 20 ms as a mail server lets it wait. The
time runs from the commit of COUNT deliveries to the last one's end; the workers are up by then. A
throw-away PostgreSQL does not sync: on a disk that is synced each delivery costs two commits more.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from accounts.services import audit
from core import worker
from core.db import db, reading
from core.events import Delivery, hears
from hoidap import create_app
from tests import databases
from tests.conftest import settings

ROOT = Path(__file__).parent.parent
COUNT = 2_000


@hears("row.wanted")
def write_row(delivery: Delivery) -> None:
    audit.record(None, "row.written", f"delivery:{delivery.id}")


@hears("mail.wanted")
def wait_outside(_delivery: Delivery) -> None:
    db.session.commit()
    time.sleep(0.02)


def main(rounds: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(Path(folder)))
        with app.app_context():
            db.create_all()
            print(f"{db.engine.dialect.name}, {os.cpu_count()} cores, {COUNT} deliveries")
            for workers in rounds:
                for handler in (write_row, wait_outside):
                    seconds, cpu = _round(folder, workers, handler.__name__)
                    print(
                        f"{handler.__name__:14}{workers} worker(s) {COUNT / seconds:6.0f} /s"
                        f" {cpu / COUNT * 1000:6.2f} ms of the workers' CPU each"
                    )
            db.engine.dispose()
    databases.drop_all()


def _round(folder: str, workers: int, handler: str) -> tuple[float, float]:
    """Seconds by the clock, and of the workers' CPU."""
    environment = os.environ | {
        "HOIDAP_MODE": "development",
        "HOIDAP_INSTANCE_PATH": folder,
        "HOIDAP_DATABASE_URL": databases.ours(),
    }
    command = [sys.executable, "-m", "bench.outbox", "worker"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        for _ in range(workers)
    ]
    for each in started:
        each.stdout.readline()
    time.sleep(1)  # what is due at the start is done
    for number in range(COUNT):
        db.session.add(Delivery(event="wanted", subject_id=number, handler=f"__main__.{handler}"))
    db.session.commit()
    begun = time.perf_counter()
    while _left():
        time.sleep(0.05)
    seconds = time.perf_counter() - begun
    for each in started:
        each.terminate()
    return seconds, sum(float(each.communicate()[0]) for each in started)


def _left() -> int:
    with reading():
        count = db.session.scalar(select(func.count()).select_from(Delivery)) or 0
        db.session.rollback()
    return count


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        stop = worker.stop_on_signals()
        app = create_app()
        print("ready", flush=True)
        begun = time.process_time()
        worker.run_forever(app, stop)
        print(time.process_time() - begun)
    else:
        main([int(number) for number in sys.argv[1:]] or [1])
