"""The outbox: in the same transaction, at least once, put off on failure, dead in the end."""

from datetime import timedelta

import pytest

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
