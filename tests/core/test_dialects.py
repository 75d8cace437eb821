"""What each database is told, and what both promise alike."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text, update

from accounts.models import User
from core.db import db
from core.dialects import FEW_PAGES, few_pages
from forum.models import Thread
from hoidap import create_app
from tests.conftest import settings


@pytest.mark.sqlite
def test_what_was_acknowledged_survives_a_power_cut(tmp_path):
    app = create_app(settings(tmp_path, HOIDAP_SQLITE_SYNCHRONOUS="FULL"))
    with app.app_context():
        assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert db.session.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
        db.session.remove()
        db.engine.dispose()


@pytest.mark.sqlite
def test_who_goes_through_much_remembers_little_of_it_until_the_end(app):
    def remembered() -> int:
        with db.engine.connect() as connection:
            return -connection.exec_driver_sql("PRAGMA cache_size").scalar()

    usual = remembered()
    with few_pages(db.engine):
        assert remembered() == FEW_PAGES < usual
    assert remembered() == usual


@pytest.mark.postgresql
def test_a_moment_is_the_same_whatever_zone_the_server_answers_in(app, make):
    moment = datetime(2026, 1, 2, 23, 30, tzinfo=UTC)
    person = make.user(seen_at=moment)
    db.session.execute(text("SET LOCAL timezone = 'Asia/Ho_Chi_Minh'"))
    db.session.refresh(person)

    assert person.seen_at == moment
    assert person.seen_at.utcoffset().total_seconds() == 0


@pytest.mark.postgresql
def test_nobody_waits_for_ever(app):
    for name, value in (("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "1min")):
        assert db.session.scalar(text(f"SHOW {name}")) == value


def test_who_reads_waits_for_nobody(client, make):
    thread = make.thread(title="Before")
    with db.engine.begin() as other:
        other.execute(update(Thread).values(title="Meanwhile"))
        assert "Before" in client.get(thread.url).text


def test_who_writes_waits_for_who_wrote_first_and_sees_it(app, make):
    number = make.user(name="A").id
    began = threading.Event()

    def add_b() -> None:
        with app.app_context():
            began.set()
            found = db.session.get_one(User, number)  # waits here
            found.name += "B"
            db.session.commit()

    first = db.session.get_one(User, number, populate_existing=True)
    second = threading.Thread(target=add_b)
    second.start()
    began.wait(10)
    first.name += "A"
    db.session.commit()
    second.join(20)

    db.session.expire_all()
    assert db.session.get_one(User, number).name == "AAB"
