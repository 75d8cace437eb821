"""One worker a site; it stops when told and survives trouble."""

import threading

import pytest

from core import events, worker


def test_a_second_worker_is_refused_and_told_who_runs(tmp_path):
    import os

    with worker.only_worker(tmp_path / "lock"):
        with pytest.raises(worker.WorkerRunning, match=str(os.getpid())):
            with worker.only_worker(tmp_path / "lock"):
                pass
    with worker.only_worker(tmp_path / "lock"):
        pass  # free again


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
