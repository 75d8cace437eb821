"""One worker a site; it stops when told and survives trouble."""

import os
import threading

import pytest

from core import events, worker
from core.worker import WorkerRunning, place


def test_a_second_worker_is_refused_and_told_who_runs(tmp_path):
    with place(tmp_path / "lock", alone=True):
        for alone in (True, False):
            with pytest.raises(WorkerRunning, match=str(os.getpid())):
                with place(tmp_path / "lock", alone=alone):
                    pass
    with place(tmp_path / "lock", alone=True):
        pass  # free again


def test_several_workers_keep_out_whoever_wants_to_be_alone(tmp_path):
    with place(tmp_path / "lock", alone=False), place(tmp_path / "lock", alone=False):
        with pytest.raises(WorkerRunning):
            with place(tmp_path / "lock", alone=True):
                pass


def test_it_stops_when_told(app):
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_forever, args=(app, stop))
    thread.start()
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_trouble_is_waited_out(app, monkeypatch, caplog):
    calls = []
    stop = threading.Event()

    def stumble() -> int:
        calls.append(True)
        if len(calls) == 1:
            raise RuntimeError("the database went away")
        stop.set()
        return 0

    monkeypatch.setattr(events, "deliver_due", stumble)
    monkeypatch.setattr(stop, "wait", lambda seconds: None)
    worker.run_forever(app, stop)
    assert len(calls) == 2
    assert "stumbled" in caplog.text
