"""How often one may search, counted in memory."""

import pytest

from core.ratelimits import TooMany
from search.services import limits


@pytest.fixture
def clock(app, monkeypatch):
    """A list with the moment it is, in seconds; four searches a minute for a visitor."""
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 4 / limits.VISITOR
    app.config["HOIDAP_WEB_PROCESSES"] = 1
    moment = [1_000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: moment[0])
    limits.forget()
    yield moment
    limits.forget()


def test_each_minute_has_room_for_so_many_however_it_begins(clock):
    for second in (0, 10, 20, 30):
        clock[0] = 1_000.0 + second
        limits.count_of(None, "192.0.2.1")
    with pytest.raises(TooMany) as told:
        limits.count_of(None, "192.0.2.1")
    assert told.value.retry_after == 30  # the first of the four is a minute old then
    limits.count_of(None, "192.0.2.2")  # another address
    limits.count_of(None, "192.0.2.1", suggestions=True)  # another thing
    clock[0] = 1_060.0
    limits.count_of(None, "192.0.2.1")
    with pytest.raises(TooMany):
        limits.count_of(None, "192.0.2.1")


def test_who_was_refused_is_not_counted_for_it(clock):
    for _time in range(4):
        limits.count_of(7, "192.0.2.1")
    limits.count_of(7, "192.0.2.1")  # a person may search twice as often
    for _time in range(20):
        with pytest.raises(TooMany):
            [limits.count_of(7, "192.0.2.1") for _again in range(5)]
    clock[0] += 60
    limits.count_of(7, "192.0.2.1")


def test_ever_new_addresses_take_no_more_memory(clock, monkeypatch):
    for number in range(limits.MOST + 50):
        limits.count_of(None, f"address {number}")
    assert len(limits._hits._things) == limits.MOST
