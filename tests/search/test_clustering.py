"""Failed searches that want the same, and questions without an answer, stand behind one gap."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.audience import Audience
from core.clock import now
from core.content_version import present
from core.db import db, writing
from forum.models import Thread
from search.models import Gap
from search.services import clustering, gaps, nearest
from search.services.likeness import ENOUGH, likeness, terms_of
from tests.databases import others_can_write


@pytest.fixture
def cluster(app):
    def _cluster(times=1):
        for _ in range(times):
            clustering.take_in_questions()
            clustering.cluster()
            db.session.commit()
        db.session.expire_all()

    return _cluster


@pytest.fixture
def meanwhile(app, monkeypatch):
    """`meanwhile(change)` happens once, by another hand, while words are looked at; whoever writes
    then must not be kept waiting."""
    changes, free = [], []

    def _spied(module, name):
        looked_at = getattr(module, name)

        def look(*words):
            free.append(others_can_write())
            while changes:
                with app.app_context(), writing():
                    changes.pop()()
                    db.session.commit()
            return looked_at(*words)

        monkeypatch.setattr(module, name, look)

    _spied(clustering, "terms_of")
    _spied(gaps, "words_of")
    yield changes.append
    assert changes == [], "nothing was looked at"
    assert set(free) == {True}, "compared while it holds the write lock"


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("đổi trả hàng", "đổi hàng", True),
        ("đổi mật khẩu", "mat khau doi", True),
        ("sđt cửa hàng", "số điện thoại cửa hàng", True),
        ("reset my router", "resset router", True),
        ("bảo hành máy in", "bảo hành máy lạnh", False),
        ("máy in", "máy lạnh", False),
        ("bảo hành xe", "bảo hàng xe", False),  # two words, not a slip
        ("kettle", "kettle leaks water", False),
        ("iPhone 12 pin", "iPhone 13 pin", True),  # numbers are one
    ],
)
def test_two_thirds_of_all_words_in_both_are_the_same_demand(one, other, is_alike):
    found = likeness(terms_of(gaps.words_of(one)), terms_of(gaps.words_of(other)))
    assert (found >= ENOUGH) is is_alike
    assert found == likeness(terms_of(gaps.words_of(other)), terms_of(gaps.words_of(one)))


def test_new_gaps_stand_behind_what_they_are_like(gap, cluster, index):
    head = gap("đổi trả hàng")
    cluster()
    near, far = gap("đổi hàng"), gap("giờ mở cửa")
    nearer = gap("hàng muốn đổi trả")
    cluster()
    assert (head.head_id, near.head_id, nearer.head_id) == (None, head.id, head.id)
    assert far.head_id is None


def test_a_slip_that_shares_no_word_is_found_by_how_it_begins(gap, cluster, index):
    head, slip = gap("kettle"), gap("kettel")
    cluster()
    assert slip.head_id == head.id


def test_nothing_stands_behind_what_is_answered_dismissed_or_behind_others(gap, cluster, index):
    answered, dismissed = gap("đổi trả hàng"), gap("giao hàng nhanh")
    answered.answered_at = dismissed.dismissed_at = now()
    db.session.commit()
    later, also = gap("đổi hàng"), gap("giao hàng")
    behind = gap("giao hàng tới")
    cluster()
    assert [one.head_id for one in (later, also, behind)] == [None, None, also.id]
    alike = gap("hàng tới giao sáng")  # as the one that stands behind another, not as its head
    cluster()
    assert alike.head_id is None


def test_it_goes_on_where_it_was_a_slice_at_a_time(gap, cluster, index, monkeypatch):
    monkeypatch.setattr(clustering, "SLICE", 2)
    made = [gap(words) for words in ("một hai ba", "bốn năm sáu", "ba hai một bốn", "bảy tám")]
    cluster(2)
    assert [one.head_id for one in made] == [None, None, made[0].id, None]
    assert clustering.cluster() == 0
    made[2].head_id = None  # as somebody may have said; it is not looked at twice
    db.session.commit()
    cluster()
    assert made[2].head_id is None


def test_what_is_kept_of_it_is_no_change_of_the_site(gap, cluster, index):
    gap("một")
    cluster()
    before = present()
    gap("hai")
    cluster()
    assert present() == before


def test_what_is_hardly_like_it_is_not_the_nearest(gap, cluster, make, index):
    """One syllable of four in common: it would send staff the wrong way."""
    make.article(title="Cư xử trên diễn đàn")
    near = make.article(title="Xuất hóa đơn", summary="Hóa đơn điện tử cho cửa hàng")
    index()
    far, one = gap("lắp camera trên mái"), gap("hoa don dien tu")
    cluster()
    db.session.expire_all()
    assert (far.nearest_id, one.nearest_id) == (None, near.id)


def test_the_nearest_article_is_one_that_those_who_search_may_read(gap, cluster, make, index):
    make.article(title="Máy in kêu to", body="x", language="vi", audience=Audience.STAFF)
    article = make.article(title="Máy in kêu", body="x", language="vi")
    index()
    one, other = gap("máy in kêu to quá"), gap("zebra")
    cluster()
    assert (one.nearest_id, other.nearest_id) == (article.id, None)
    article.status = "archived"
    db.session.commit()
    index()
    nearest.renew([one.id, other.id])
    db.session.commit()
    db.session.expire_all()
    assert one.nearest_id is None


def questions():
    return {gap.typed: gap.thread_id for gap in db.session.query(Gap)}


def test_a_question_without_a_reply_for_three_days_is_a_demand(make, gap, cluster, index):
    old = now() - timedelta(days=4)
    known = gap("màn hình xanh")
    known_thread = make.thread(title="Màn hình xanh", created_at=old)
    alone = make.thread(title="Order 0912 lost?", created_at=old)
    cluster()
    make.thread(title="Too new")
    cluster()
    assert questions() == {"màn hình xanh": known_thread.id, "Order #### lost?": alone.id}
    assert known.search_count == 1
    assert db.session.query(Gap).filter_by(thread_id=alone.id).one().search_count == 0


def test_what_not_everybody_reads_leaves_no_words_on_the_board(make, cluster, index):
    old = {"created_at": now() - timedelta(days=4)}
    for state in ("hidden_at", "held_at"):
        make.thread(title=state, **{state: now()}, **old)
    make.thread(title="private", is_private=True, **old)
    make.thread(title="staff", category=make.category(audience=Audience.STAFF), **old)
    make.thread(title="solved", state="solved", **old)
    make.thread(title="idea", type="idea", **old)
    make.thread(title="replied", reply_count=1, **old)
    make.thread(title="long ago", created_at=now() - timedelta(days=400))
    cluster()
    assert questions() == {}


def test_what_was_closed_while_it_was_compared_is_left_alone(gap, cluster, make, meanwhile, index):
    """Nobody who writes waits for the comparing, so staff may be faster."""
    returns, delivery, battery = gap("đổi trả hàng"), gap("giao hàng nhanh"), gap("pin lithium")
    cluster()
    left = gap("đổi hàng")
    of_answered, of_dismissed = gap("lithium pin nào"), gap("giao hàng")
    dismissed, taken = gap("hàng muốn đổi trả"), gap("đổi trả hàng mới")
    staff = make.user(role="staff")
    changed = {
        battery.id: {"answered_at": now()},
        delivery.id: {"dismissed_at": now()},
        dismissed.id: {"dismissed_at": now()},
        taken.id: {"owner_id": staff.id},
    }
    db.session.commit()

    def close():
        for number, values in changed.items():
            db.session.execute(update(Gap).where(Gap.id == number).values(values))

    meanwhile(close)
    cluster()
    assert left.head_id == returns.id
    alone = (of_answered, of_dismissed, dismissed, taken)
    assert [one.head_id for one in alone] == [None] * 4
    assert clustering.cluster() == 0  # looked at once, as all others


def test_a_question_hidden_while_it_was_read_leaves_no_words(make, cluster, meanwhile, index):
    hidden, seen = (
        make.thread(title=title, created_at=now() - timedelta(days=4)) for title in ("One", "Two")
    )

    db.session.commit()
    hides = update(Thread).where(Thread.id == hidden.id).values(hidden_at=now())
    meanwhile(lambda: db.session.execute(hides))
    cluster()
    assert questions() == {"Two": seen.id}
