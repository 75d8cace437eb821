"""Imports that wait, are cancelled, or whose child ends before they do."""

import os
import time
from datetime import timedelta

import pytest

from core.clock import now
from core.db import db
from forum.models import Category, Post, Thread
from hoidap import handlers
from hoidap.importing import children, lock, storing
from hoidap.models import ImportRun, ImportState
from tests.hoidap.given_exports import a_report, left_on_disk, lines, newest, upload


def test_an_import_on_the_command_line_is_waited_for(as_admin, work, make):
    """The child ends without a word; the schedule begins again once the other is through."""
    make.import_run(file_key="none")
    with lock.one_at_a_time():
        handlers.keep_imports_going()
        assert children._children == []
        assert newest().begun_at is None


@pytest.mark.parametrize("state", ["waiting", "checked"])
def test_cancelled_before_it_began(app, as_admin, make, state, ended):
    upload(as_admin, lines(3))
    run = ended() if state == "checked" else db.session.query(ImportRun).one()
    assert as_admin.post(f"{run.url}/cancel").status_code == 303
    ended()
    handlers.remove_done_uploads()
    db.session.commit()

    assert newest().state is ImportState.CANCELLED
    assert left_on_disk(app) == []
    assert db.session.query(Thread).count() == 0
    assert "Nothing was changed" in as_admin.get(run.url).text
    as_admin.post(f"{run.url}/begin")
    assert newest().confirmed_at is None


def test_a_cancelled_import_puts_in_order_what_came(app, as_admin, ended):
    upload(as_admin, lines(300))
    run = ended()
    as_admin.post(f"{run.url}/begin")
    as_admin.post(f"{run.url}/cancel")
    assert "put in order" in as_admin.get(run.url).text

    run = ended()
    assert run.state is ImportState.CANCELLED
    assert run.finished_at is not None
    assert db.session.query(Thread).count() < 300
    assert left_on_disk(app) == []
    assert "What came by then stays" in as_admin.get(run.url).text


def _begun_child():
    deadline = time.monotonic() + 60
    while newest().done_count == 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    return children._children[-1][1]


def _the_site_ends(_child):
    children.end_all()


def _the_supervisor_ends_all_at_once(child):
    child.terminate()
    child.wait(30)
    children.end_all()


def _the_child_dies(child):
    child.kill()
    child.wait(30)


@pytest.mark.parametrize(
    ("end", "attempts"),
    [(_the_site_ends, 0), (_the_supervisor_ends_all_at_once, 0), (_the_child_dies, 1)],
)
def test_an_import_whose_child_ends_goes_on_with_the_next(
    app, as_admin, ended, work, end, attempts
):
    upload(as_admin, lines(300))
    run = ended()
    as_admin.post(f"{run.url}/begin")
    work()
    end(_begun_child())
    assert newest().is_under_way
    assert newest().attempts == attempts
    assert lock.is_free()

    handlers.keep_imports_going()
    run = ended()
    assert run.state is ImportState.DONE
    assert db.session.query(Thread).count() == 300
    assert db.session.query(Post).count() == 600
    assert db.session.query(Category).count() == 1
    assert run.report["counts"]["thread"] == {"new": 300}
    assert left_on_disk(app) == []


def test_an_import_that_dies_again_and_again_is_given_up(app, as_admin, make, ended):
    run = make.import_run(attempts=3, file_key="a" * 32, confirmed_at=now(), checked_at=now())
    handlers.keep_imports_going()
    assert ended().state is ImportState.FAILED
    page = as_admin.get(run.url).text
    assert "ended three times by itself" in page
    assert "Tried again, it goes on from there" in page

    as_admin.post(f"{run.url}/try-again")
    run = ended()
    assert run.failure == "missing"
    assert "The uploaded file is gone" in as_admin.get(run.url).text


def test_a_second_child_finds_nothing_to_do(app, as_admin, ended):
    upload(as_admin, lines(2))
    run = ended()
    checked_at = run.checked_at
    children.start(run.id)
    children._children[-1][1].wait(60)
    assert newest().checked_at == checked_at
    assert newest().attempts == 1


def test_uploads_that_nobody_wanted_are_forgotten(app, as_admin, make):
    old = now() - timedelta(days=8)
    runs = []
    checked = {"checked_at": old, "found": a_report(1)}
    for more in (checked, {}, checked | {"created_at": now()}):
        key, place = storing.new_place(".zip")
        place.write_bytes(b"PK")
        runs.append(make.import_run(file_key=key, **{"created_at": old} | more))
    rubbish = storing.imports_folder() / "torn.part"
    rubbish.write_bytes(b"x")
    os.utime(rubbish, (0, 0))

    handlers.forget_old_uploads()
    db.session.commit()
    assert [storing.file_of(run) is not None for run in runs] == [False, True, True]
    assert not rubbish.exists()
    assert "Please upload it once more" in as_admin.get(runs[0].url).text
