"""A worker whose handlers write down when they begin and end: `python -m tests.core.recording`.

Run by test_workers.py as a process of its own; HOIDAP_TEST_LOG names the file, one line each,
HOIDAP_TEST_LEASE how many seconds a lease holds.
"""

import os
import time
from datetime import timedelta

from accounts.services import audit
from core import events, worker
from core.events import Delivery, hears, hears_batch
from core.schedule import every
from hoidap import create_app


def note(*words: object) -> None:
    """One line, whole, behind all that the others wrote."""
    handle = os.open(os.environ["HOIDAP_TEST_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, (" ".join(map(str, words)) + "\n").encode())
    os.close(handle)


@hears("thing.happened")
def record(delivery: Delivery) -> None:
    note("begin", delivery.subject_id, delivery.id)
    audit.record(None, "thing.recorded", f"delivery:{delivery.id}")
    time.sleep(0.002)  # long enough to be met in it
    note("end", delivery.subject_id, delivery.id)


@hears("turn.came", lane="turns")
def take_turn(delivery: Delivery) -> None:
    note("begin", "turn", delivery.id)
    time.sleep(0.002)
    note("end", "turn", delivery.id)


@hears_batch("turn.came", lane="turns")
def take_turns(deliveries: list[Delivery]) -> None:
    for delivery in deliveries:
        note("begin", "turn", delivery.id)
        note("end", "turn", delivery.id)


@every(timedelta(hours=1))
def strike() -> None:
    note("struck")


if __name__ == "__main__":
    events.LEASE = timedelta(seconds=float(os.environ["HOIDAP_TEST_LEASE"]))
    worker.run_forever(create_app(), worker.stop_on_signals())
