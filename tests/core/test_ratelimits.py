"""Limits in the database: counted, said, forgotten."""

from datetime import timedelta

import pytest

from core import ratelimits
from core.clock import now
from core.db import db
from core.ratelimits import Attempt, TooMany, count

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def limits_on(app):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1.0


def test_so_many_and_no_more(app):
    for _ in range(3):
        count("try", "me", at_most=3, per=HOUR)
    with pytest.raises(TooMany) as refused:
        count("try", "me", at_most=3, per=HOUR)
    assert 3590 <= refused.value.retry_after <= 3600


def test_others_are_not_slowed(app):
    count("try", "me", at_most=1, per=HOUR)
    count("try", "you", at_most=1, per=HOUR)
    count("other", "me", at_most=1, per=HOUR)
    assert db.session.query(Attempt).count() == 3


def test_old_attempts_do_not_count(app):
    count("try", "me", at_most=1, per=HOUR)
    db.session.flush()
    db.session.query(Attempt).one().at = now() - timedelta(hours=2)
    db.session.flush()
    count("try", "me", at_most=1, per=HOUR)


def test_the_factor_widens_every_limit_and_nought_lifts_it(app):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 2.0
    count("try", "me", at_most=1, per=HOUR)
    count("try", "me", at_most=1, per=HOUR)
    with pytest.raises(TooMany):
        count("try", "me", at_most=1, per=HOUR)
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 0.0
    count("try", "me", at_most=1, per=HOUR)


def test_no_name_is_kept_and_old_rows_go(app):
    count("sign-in", "someone@example.com", at_most=1, per=HOUR)
    db.session.flush()
    row = db.session.query(Attempt).one()
    assert "someone" not in row.key
    row.at = now() - timedelta(days=3)
    db.session.flush()
    ratelimits.forget_old_attempts()
    assert db.session.query(Attempt).count() == 0
