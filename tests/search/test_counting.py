"""The board is counted by what changed, and is always the same as when all of it is counted."""

import pytest

from core import tallies
from core.clock import now
from core.db import db, writing
from core.events import announce
from search.models import Gap
from search.services import clustering, counting, gaps, log, waiting, weighing


@pytest.fixture
def few(monkeypatch):
    """Few are kept and nobody gets a turn: what rose must be known."""
    for name, most in (("MOST", 3), ("KEPT", 5), ("TURN", 0), ("BATCH", 4)):
        monkeypatch.setattr(counting, name, most)


def renew():
    counting.renew()
    db.session.commit()


def test_what_rises_above_the_floor_is_known_however_it_rose(gap, make, few, work, index):
    staff = make.user(role="staff")
    names = ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel")
    made = dict(zip(names, [gap(name, search_count=20) for name in names], strict=True))
    low = ("mike", "november", "oscar papa quebec", "oscar papa quebec romeo", "sierra")
    made |= {name: gap(name, search_count=17) for name in low}
    made["tango"] = gap("tango", search_count=40, dismissed_at=now())

    def search():
        for _ in range(6):
            log.note("mike", "vi", 0, has_failed=True)
        log.buffer().flush()

    def cluster():
        clustering.cluster()
        db.session.flush()
        assert made["oscar papa quebec romeo"].head_id == made["oscar papa quebec"].id

    def ask():
        announce("thread.asked", make.thread(search_words="sierra").id)

    def close():
        """Those below the floor come up."""
        for one in db.session.query(Gap).filter(Gap.typed.not_in(["alfa", "bravo"])):
            gaps.dismiss(one, by=staff, reason="Not ours")

    renew()
    before = tallies.mark(counting.NAME)
    for rise in (
        lambda: waiting.wait_as(staff, made["november"]),
        ask,
        search,
        cluster,
        lambda: gaps.reopen(made["tango"], by=staff),
        lambda: gap("uniform", search_count=60),
        close,
    ):
        rise()
        db.session.commit()
        work()
        renew()
        after = tallies.mark(counting.NAME)
        assert after == counting.count()
        assert after != before
        before = after
        db.session.commit()
        db.session.expire_all()


def test_only_what_changed_is_weighed(gap, few, monkeypatch):
    for number in range(30):
        gap(f"word{'x' * number}", search_count=number)
    renew()
    low = db.session.query(Gap).filter_by(search_count=1).one()
    log.note(low.typed, "vi", 0, has_failed=True)
    db.session.commit()
    log.buffer().flush()
    weighed, weigh = [], weighing.weigh
    monkeypatch.setattr(weighing, "weigh", lambda some: weighed.extend(some) or weigh(some))
    renew()
    assert low.id in weighed
    assert len(set(weighed)) == counting.KEPT + 1


def test_what_rose_unseen_is_found_when_its_turn_comes(gap, few, monkeypatch):
    made = [gap(f"word{'x' * number}", search_count=number) for number in range(30)]
    renew()
    made[3].search_count = 99
    db.session.commit()
    monkeypatch.setattr(counting, "TURN", 2)
    for _ in range(3):
        renew()
    assert tallies.mark(counting.NAME) == counting.count()


def test_what_another_kept_meanwhile_is_not_lost(app, gap, few, monkeypatch):
    """Two workers: the one that began first ends last."""
    for number in range(30):
        gap(f"word{'x' * number}", search_count=number)
    renew()
    low = db.session.query(Gap).filter_by(search_count=1).one().id
    db.session.commit()
    board = counting._board

    def slowly(places):
        monkeypatch.setattr(counting, "_board", board)
        counted = board(places)
        with app.app_context(), writing():
            db.session.get_one(Gap, low).search_count = 99
            db.session.commit()
            counting.renew([low])
            db.session.commit()
        return counted

    monkeypatch.setattr(counting, "_board", slowly)
    renew()
    assert tallies.mark(counting.NAME)["lines"][0][0] == low
    assert tallies.mark(counting.NAME) == counting.count()
