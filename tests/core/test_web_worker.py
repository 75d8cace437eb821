"""Connections that come at once are shared among the web server's processes."""

from collections import deque
from types import SimpleNamespace

import pytest

from core import web_worker
from core.web_worker import CROWD, PAUSE, Worker

THREADS = 4


class Poller:
    """Knows whether the process listens."""

    listens = False

    def register(self, _listener, _event, _callback):
        self.listens = True

    def unregister(self, _listener):
        self.listens = False


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=1000.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(web_worker, "time", clock)
    return clock


@pytest.fixture
def worker(clock):
    """A process that took nothing yet; what it takes stays in its hands."""
    config = SimpleNamespace(threads=THREADS)
    worker = Worker.__new__(Worker)
    worker.cfg, worker.poller, worker._rests_until = config, Poller(), 0.0
    worker.nr_conns, worker._accepting = 0, False
    worker.keepalived_conns, worker.pending_conns = deque(), deque()
    worker.enqueue_req = lambda _connection: None
    listener = SimpleNamespace(
        accept=lambda: (SimpleNamespace(setblocking=lambda _flag: None), ("", 0)),
        getsockname=lambda: ("", 0),
        setblocking=lambda _flag: None,
    )
    worker.sockets = [listener]
    worker.set_accept_enabled(True)
    return worker


def take(worker, count=1):
    for _ in range(count):
        worker.accept(worker.sockets[0])


def listens(worker):
    worker.set_accept_enabled(True)  # as gunicorn asks at every turn
    return worker.poller.listens


def test_it_takes_as_many_as_it_has_threads_for_and_leaves_the_next_to_others(worker, clock):
    take(worker, THREADS - 1)
    assert listens(worker)
    take(worker)
    assert not listens(worker)

    clock.now += PAUSE
    assert listens(worker), "the others may be as busy: it takes one more"
    take(worker)
    assert not listens(worker)


def test_it_listens_again_as_soon_as_a_thread_is_free(worker):
    take(worker, THREADS)
    assert not listens(worker)

    worker.keepalived_conns.append(object())  # answered; the browser may ask for more
    assert listens(worker)


def test_of_a_crowd_it_takes_all_it_can(worker, clock):
    take(worker, CROWD * THREADS)
    assert listens(worker)


def test_its_loop_sleeps_no_longer_than_its_rest(worker, monkeypatch):
    waits = []
    monkeypatch.setattr(
        web_worker.ThreadWorker, "wait_for_and_dispatch_events", lambda _self, t: waits.append(t)
    )
    worker.wait_for_and_dispatch_events(1.0)
    take(worker, THREADS)
    worker.wait_for_and_dispatch_events(1.0)

    assert waits == [1.0, pytest.approx(PAUSE)]
