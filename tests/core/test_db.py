"""Readers and writers side by side, nothing lost, moments with their zone."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text, update

from accounts.models import Role, User
from core.clock import now
from core.db import db, reading, release


def test_moments_come_back_with_their_zone(app, make):
    person = make.user(seen_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    db.session.expire_all()
    assert person.seen_at == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def test_a_moment_without_zone_is_refused(app, make):
    with pytest.raises(Exception, match="naive datetime"):
        make.user(seen_at=datetime(2026, 1, 2, 3, 4))  # noqa: DTZ001
    db.session.rollback()


def test_words_not_names_are_stored_for_enums(app, make):
    make.user(role=Role.STAFF)
    assert db.session.scalar(text('SELECT role FROM "user"')) == "staff"


def test_eight_writers_beside_readers_meet_no_lock_error(app, make):
    person = make.user()
    number = person.id
    errors = []

    def write() -> None:
        try:
            with app.app_context():
                for _ in range(15):
                    found = db.session.get_one(User, number, populate_existing=True)
                    found.trust_level = found.trust_level + 1
                    db.session.commit()
        except Exception as error:
            errors.append(error)

    def read() -> None:
        try:
            with app.app_context(), reading():
                for _ in range(60):
                    db.session.get_one(User, number, populate_existing=True)
                    db.session.rollback()
        except Exception as error:
            errors.append(error)

    db.session.remove()
    threads = [threading.Thread(target=write) for _ in range(8)]
    threads += [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert errors == []
    assert db.session.get_one(User, number).trust_level == 8 * 15  # and no lost update
    assert now().tzinfo is UTC


def test_the_database_is_let_go_before_slow_work_and_nothing_half_done_is_kept(app, make):
    person = make.user(name="Before")
    assert db.session().in_transaction() or person.id
    release()
    assert not db.session().in_transaction()
    assert person.name == "Before"  # what was read stays usable

    person.name = "Half done"
    with pytest.raises(RuntimeError, match="half"):
        release()
    db.session.flush()  # sent, but not kept yet
    with pytest.raises(RuntimeError, match="half"):
        release()
    db.session.rollback()
    db.session.execute(update(User).values(name="Half done"))
    with pytest.raises(RuntimeError, match="half"):
        release()
    db.session.rollback()
    release()
    assert person.name == "Before"
