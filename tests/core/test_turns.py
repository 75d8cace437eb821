"""Who writes to SQLite waits for the one before, and no longer than is said."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core import dialects
from core.db import db, writing

pytestmark = pytest.mark.sqlite


def test_a_writer_goes_ahead_when_the_one_before_is_done(app):
    waited, went = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context(), writing():
            waited.set()
            with db.engine.begin() as connection:
                connection.execute(text("SELECT 1"))
                went.set()
            db.session.remove()

    second = threading.Thread(target=write)
    with writing(), db.engine.begin():
        second.start()
        assert waited.wait(10)
        assert not went.wait(0.05)
    second.join(10)

    assert went.is_set()


def test_who_waits_too_long_is_told_and_the_next_one_waits_as_before(app, monkeypatch):
    with writing(), db.engine.connect() as other, db.engine.begin():
        monkeypatch.setattr(dialects, "WAIT", 30)
        with pytest.raises(OperationalError, match="locked"):
            other.begin()
        assert other.connection.driver_connection.execute("PRAGMA busy_timeout").fetchone() == (30,)

    with writing(), db.engine.begin() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
