"""The outbox: in the same transaction, at least once, put off on failure, dead in the end."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from core import clock, events
from core.db import db
from core.events import Delivery, announce, deliver_due, hears, hears_batch


@pytest.fixture
def heard(app):
    """A private event with one handler and one batch handler that note what they hear."""
    notes = []
    saved = dict(events._listeners), {k: list(v) for k, v in events._heard.items()}

    @hears("thing.happened")
    def note(delivery: Delivery) -> None:
        notes.append(("one", delivery.subject_id))

    @hears_batch("thing.happened")
    def note_all(deliveries: list[Delivery]) -> None:
        notes.append(("batch", [delivery.subject_id for delivery in deliveries]))

    yield notes
    events._listeners.clear()
    events._heard.clear()
    events._listeners.update(saved[0])
    events._heard.update(saved[1])


def waiting():
    return db.session.query(Delivery).order_by(Delivery.id).all()


def test_news_reach_every_handler_and_leave_no_row(heard):
    announce("thing.happened", 1)
    announce("thing.happened", 2)
    db.session.commit()

    assert deliver_due() == 4

    assert sorted(heard, key=str) == [("batch", [1, 2]), ("one", 1), ("one", 2)]
    assert waiting() == []


def test_news_of_a_change_that_was_rolled_back_are_no_news(heard):
    announce("thing.happened", 1)
    db.session.rollback()

    assert deliver_due() == 0
    assert heard == []


def test_an_event_nobody_hears_costs_nothing(app):
    announce("thing.nobody_cares_about", 1)
    db.session.commit()
    assert waiting() == []


def test_a_failing_handler_is_tried_again_later_and_the_others_go_on(heard, monkeypatch):
    announce("thing.happened", 7)
    db.session.commit()
    broken = events._Listener(lambda batch: 1 / 0, 1)
    name = next(name for name in events._heard["thing.happened"] if name.endswith(".note"))
    monkeypatch.setitem(events._listeners, name, broken)

    assert deliver_due() == 1

    left = waiting()
    assert [row.handler for row in left] == [name]
    assert left[0].attempts == 1
    assert "ZeroDivisionError" in left[0].last_error
    assert deliver_due() == 0  # not before its time

    monkeypatch.undo()
    left[0].run_after = clock.now()
    db.session.commit()
    assert deliver_due() == 1
    assert waiting() == []


def test_after_the_last_try_it_stays_dead_and_can_be_given_a_fresh_start(heard, monkeypatch):
    announce("thing.happened", 7)
    db.session.commit()
    for row in waiting():
        row.attempts = events.MAX_ATTEMPTS
    db.session.commit()

    assert deliver_due() == 0
    assert all(row.is_dead for row in waiting())

    for row in waiting():
        events.retry_dead(row)
    db.session.commit()
    assert deliver_due() == 2


def test_a_leased_delivery_is_left_to_the_one_who_leased_it(heard):
    announce("thing.happened", 7)
    db.session.commit()
    for row in waiting():
        row.leased_until = clock.now() + timedelta(minutes=1)
    db.session.commit()
    assert deliver_due() == 0

    for row in waiting():
        row.leased_until = clock.now() - timedelta(seconds=1)  # its worker died
    db.session.commit()
    assert deliver_due() == 2


def test_what_a_handler_wrote_is_undone_when_it_fails(heard, monkeypatch, make):
    person = make.user(name="Before")
    announce("thing.happened", person.id)
    db.session.commit()

    def half(batch):
        person.name = "Half done"
        db.session.flush()
        raise RuntimeError("then it broke")

    for name in events._heard["thing.happened"]:
        monkeypatch.setitem(events._listeners, name, events._Listener(half, 1))
    deliver_due()

    db.session.expire_all()
    assert person.name == "Before"


def test_news_may_wait(heard):
    announce("thing.happened", 1, after=timedelta(hours=1))
    db.session.commit()
    assert deliver_due() == 0
    assert len(waiting()) == 2


def test_news_that_wait_already_are_not_queued_again_unless_somebody_began_with_them(heard):
    for leased_until, queued in ((None, 2), (clock.now() + timedelta(minutes=1), 4)):
        for row in waiting():
            row.leased_until = leased_until  # its moment lies ahead on our clock, not on theirs
        announce("thing.happened", 1, after=timedelta(hours=1), once=True)
        db.session.commit()
        announce("thing.happened", 1, after=timedelta(hours=1), once=True)
        db.session.commit()
        assert (len(waiting()), events.not_due("thing.happened")) == (queued, [1, 1])


def test_a_subject_that_another_worker_is_busy_with_waits_for_it(heard):
    for number in (7, 8):
        announce("thing.happened", number)
    db.session.commit()
    for row in waiting():
        if row.subject_id == 7:
            row.leased_until = clock.now() + timedelta(minutes=1)  # another's
    announce("thing.happened", 7)
    db.session.commit()

    assert deliver_due() == 2
    assert {note for note in heard if 7 in note or [7] in note} == set()

    events.take_over()  # the other worker is known to be dead
    assert deliver_due() == 4


def test_handlers_of_a_lane_wait_for_each_other(heard):
    @hears("lane.entered", lane="narrow")
    def walk(delivery: Delivery) -> None:
        heard.append(("walk", delivery.subject_id))

    @hears_batch("lane.entered", lane="narrow")
    def ride(deliveries: list[Delivery]) -> None:
        heard.append(("ride", len(deliveries)))

    announce("lane.entered", 1)
    announce("thing.happened", 1)
    db.session.commit()
    busy = next(row for row in waiting() if row.handler.endswith(".walk"))
    busy.leased_until = clock.now() + timedelta(minutes=1)
    announce("lane.entered", 2)
    db.session.commit()

    assert deliver_due() == 2
    assert {kind for kind, _what in heard} == {"one", "batch"}

    events.take_over()
    assert deliver_due() == 4


def test_who_was_too_slow_leaves_nothing_behind(heard, monkeypatch, make):
    person = make.user(name="Before")
    announce("thing.happened", person.id)
    db.session.commit()

    def slowly(batch):
        person.name = "Done by two"
        db.session.execute(update(Delivery).values(leased_until=clock.now()))  # another took it

    for name in events._heard["thing.happened"]:
        monkeypatch.setitem(events._listeners, name, events._Listener(slowly, 1))

    assert deliver_due() == 0
    db.session.expire_all()
    assert person.name == "Before"
    assert {row.last_error.partition(":")[0] for row in waiting()} == {"LeaseLost"}


def test_what_cannot_be_done_within_the_lease_is_left_to_the_next(heard, monkeypatch):
    announce("thing.happened", 1)
    db.session.commit()

    with monkeypatch.context() as slow:
        slow.setattr(events, "LEASE", timedelta(0))
        assert deliver_due() == 0
    assert [(row.leased_until, row.attempts) for row in waiting()] == [(None, 0)] * 2

    assert deliver_due() == 2


def test_workers_that_claim_at_the_same_moment_never_claim_the_same(heard, app):
    for number in range(100):
        announce("thing.happened", number)
    db.session.commit()
    claimed: list[int] = []
    together = threading.Barrier(4, timeout=30)

    def claim() -> None:
        with app.app_context():
            together.wait()
            while found := events._claim(3, clock.now() + events.LEASE):
                claimed.extend(delivery.id for delivery in found)

    workers = [threading.Thread(target=claim) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(claimed) == [row.id for row in waiting()]
    assert len(claimed) == 200
