"""Jobs that are due because time passed."""

from datetime import timedelta

import pytest

from core import schedule
from core.clock import now
from core.db import db
from core.schedule import Schedule, every, run_due


@pytest.fixture
def runs(app, monkeypatch):
    """Only one job is known: it notes each run."""
    monkeypatch.setattr(schedule, "_jobs", {})
    notes = []

    @every(timedelta(hours=1))
    def job() -> None:
        notes.append(now())
        if notes[1:2] == ["fail"]:
            raise RuntimeError("broken")

    return notes


def test_a_job_runs_once_an_interval(runs):
    assert run_due() == 1
    assert run_due() == 0

    row = db.session.query(Schedule).one()
    row.next_run_at = now()
    db.session.commit()
    assert run_due() == 1
    assert len(runs) == 2


def test_to_look_is_one_question_that_holds_up_nobody(runs, queries):
    """What was read must not be read again outside of the promise to read only."""
    run_due()
    with queries() as log:
        assert run_due() == 0
    assert len(log) == 1


def test_a_job_that_another_worker_runs_is_left_alone(runs):
    run_due()
    row = db.session.query(Schedule).one()
    row.next_run_at = now()
    row.leased_until = now() + timedelta(minutes=1)
    db.session.commit()

    assert run_due() == 0
    assert len(runs) == 1


def test_a_broken_job_says_so_and_is_tried_next_time(runs, monkeypatch, caplog):
    name = next(iter(schedule._jobs))
    monkeypatch.setitem(schedule._jobs, name, (timedelta(hours=1), lambda: 1 / 0))

    assert run_due() == 0

    row = db.session.query(Schedule).one()
    assert "ZeroDivisionError" in row.last_error
    assert row.next_run_at > now()
    assert row.leased_until is None
