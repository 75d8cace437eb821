"""A rebuild with several processes: the same index, and nothing half made whatever happens."""

import multiprocessing
import os
import select
import signal
import subprocess
import time

import pytest

from core.audience import Audience
from core.db import db
from search.contract import Scope
from search.services import engine, rebuilding

EVERYBODY = Scope(frozenset({"public", "customers", "staff", "private"}), user_id=1)
THINGS = ("máy in", "nồi cơm", "điện thoại", "ấm đun", "printer", "kettle")
TROUBLES = ("kêu to", "không lên nguồn", "bị rò nước", "hết mực", "will not start", "is leaking")


@pytest.fixture
def site(app, make):
    """Some articles and threads, each with words of its own and shared ones."""
    category, author = make.category(), make.user()
    for number in range(36):
        thing, trouble = THINGS[number % 6], TROUBLES[number // 6]
        body = f"{thing} {trouble} " * (1 + number % 4) + f"mã{number} " + "vì sao " * number
        if number % 3:
            make.thread(title=f"{thing} {trouble}", body=body, category=category, author=author)
        else:
            staff_only = Audience.STAFF if number % 2 else Audience.PUBLIC
            make.article(title=f"{trouble} {thing}", body=body, audience=staff_only)
    db.session.commit()
    return app


@pytest.fixture
def helpers(monkeypatch):
    """The processes that are started from now on."""
    started = []

    class Noted(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return started


def answers():
    """What 36 queries find, the best first, and their scores."""
    found = {}
    for thing in THINGS:
        for trouble in TROUBLES:
            results = engine.index().search(f"{thing} {trouble}", scope=EVERYBODY, per_page=100)
            found[thing, trouble] = {hit.ref: hit.score for hit in results.hits}
    return found


def test_two_processes_make_what_one_makes(site, helpers):
    assert engine.rebuild(1) == 36
    assert helpers == []
    alone, refs = answers(), set(engine.index().refs_and_versions())

    assert engine.rebuild(2) == 36
    assert [helper.returncode for helper in helpers] == [0]
    assert set(engine.index().refs_and_versions()) == refs
    assert engine.index()._read(lambda snapshot: len(snapshot.by_id)) == 2
    together = answers()
    assert len(alone["máy in", "kêu to"]) > 5
    for query, scores in alone.items():
        assert together[query] == pytest.approx(scores, abs=1e-4)
    assert list(engine.index()._folder.path.glob("*/part-*")) == []


def test_it_tells_how_far_it_is(site):
    told = []
    engine.rebuild(3, lambda total, done: told.append((total, done)))
    assert {total for total, _done in told} == {36}
    assert sum(done for _total, done in told) == 36


def test_more_processes_than_things_to_do(app, make):
    make.article(title="Kettle", body="kettle")
    db.session.commit()
    assert engine.rebuild(3) == 1
    assert set(engine.index().refs_and_versions()) == {"article:1"}


def test_what_changes_meanwhile_is_in_the_index(site, make):
    def change(_total, _done):
        engine.index().apply([], [("thread:1", 2**60)])

    engine.rebuild(2, change)
    assert "thread:1" not in engine.index().refs_and_versions()
    assert len(engine.index().refs_and_versions()) == 35


def test_a_killed_helper_ends_the_rebuild_and_nothing_else(site, helpers):
    engine.rebuild(1)
    before = engine.index().refs_and_versions()

    def kill(_total, _done):
        for helper in helpers:
            helper.kill()

    with pytest.raises(ChildProcessError):
        engine.rebuild(3, kill)
    assert [helper.returncode for helper in helpers] == [-signal.SIGKILL] * 2
    assert engine.index().refs_and_versions() == before
    assert not engine.index().is_rebuilding
    assert len(list(engine.index()._folder.path.glob("index-*"))) == 1
    assert engine.rebuild(2) == 36


def test_helpers_end_when_the_rebuild_is_interrupted(site, helpers):
    def interrupt(_total, _done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(3, interrupt)
    assert [helper.returncode is None for helper in helpers] == [False, False]
    assert engine.health() == "missing"


def _rebuild_until_killed(app, told):
    def wait(_total, _done):
        told.put(True)
        time.sleep(60)

    class Stopped(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            os.kill(self.pid, signal.SIGSTOP)
            told.put(self.pid)

    rebuilding.subprocess.Popen = Stopped
    with app.app_context():
        db.engine.dispose(close=False)
        engine.rebuild(2, wait)


def test_helpers_end_with_whoever_started_them(site):
    context = multiprocessing.get_context("fork")
    told = context.Queue()
    builder = context.Process(target=_rebuild_until_killed, args=(site, told))
    builder.start()
    helper = os.pidfd_open(told.get(timeout=20))
    assert told.get(timeout=20)

    os.kill(builder.pid, signal.SIGKILL)
    builder.join()
    signal.pidfd_send_signal(helper, signal.SIGCONT)

    ended, _, _ = select.select([helper], [], [], 20)
    os.close(helper)
    assert ended
    assert engine.health() == "missing"
    assert list(engine.index()._folder.path.glob("*/part-*/*.seg")) == []
    assert engine.rebuild(2) == 36
    assert len(list(engine.index()._folder.path.glob("index-*"))) == 1
