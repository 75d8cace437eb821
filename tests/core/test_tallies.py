from core import tallies
from core.db import db


def test_until_the_worker_counted_it_is_counted_when_asked(app):
    assert tallies.read("things", lambda: {"7": 3}) == {"7": 3}


def test_what_the_worker_counted_is_kept(app):
    tallies.renew({"things": lambda: {"7": 3}})
    tallies.renew({"others": lambda: {"7": 9}})
    tallies.renew({"things": lambda: {"7": 4, "8": 1}})
    db.session.commit()
    assert tallies.read("things", dict) == {"7": 4, "8": 1}
    assert tallies.read("others", dict) == {"7": 9}
