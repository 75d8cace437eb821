"""What was searched is counted without person, address or number, and forgotten in time."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from core.clock import now
from core.db import db
from search import handlers
from search.buffer import Buffer, Searched
from search.models import Gap, SearchLog, SearchStep, Waiting
from search.services import gaps, log


def rows():
    log.buffer().flush()
    return db.session.query(SearchLog).all()


def test_a_search_is_counted_on_page_one_without_filters_only(client, make, index):
    make.article(title="Kettle", body="kettle")
    index()
    client.get("/search/?q=Kettle")
    filters = ("kind=article", "product=x", "language=en", "status=open", "tag=x", "category=x")
    for more in ("page=2", "sort=newest", *filters):
        client.get(f"/search/?q=kettle&{more}")
    (row,) = rows()
    assert (row.words, row.typed, row.hit_count, row.has_failed) == ("kettl", "Kettle", 1, False)
    assert db.session.query(Gap).count() == 0


def test_a_search_does_not_write(client, index, queries):
    with queries() as statements:
        client.get("/search/?q=purple wallpaper")
    assert [s for s in statements if not s.startswith("SELECT")] == []
    assert db.session.query(SearchLog).count() == 0


def test_the_same_words_however_typed_are_one_demand(client, index):
    for typed in ("Máy in KÊU", "kêu máy in", "may in keu"):
        client.get("/search/", query_string={"q": typed})
    assert len(rows()) == 3
    (gap,) = db.session.query(Gap).all()
    assert (gap.words, gap.typed, gap.search_count) == ("in keu may", "may in keu", 3)


def test_no_digit_person_or_address_is_kept(as_customer, index):
    as_customer.get("/search/?q=order 0912345678 from Customer٣")
    (row,) = rows()
    gap = db.session.query(Gap).one()
    for kept in (row.words, row.typed, gap.words, gap.typed):
        assert not any(c.isdigit() and c != "0" for c in kept)
        assert "0912" not in kept
    assert row.typed == "order ########## from Customer#"
    columns = {*SearchLog.__table__.columns.keys(), *Gap.__table__.columns.keys()}
    assert not {"user_id", "email", "address", "session_id", "ip"} & columns


BAD = """
nguyen.van.a@gmail.com|@|
Nguyen.Van.A＠GMAIL.com|@|
mail a_b+c@d-e.vn, hoá đơn|mail @ hoá đơn|don hoa mail
reset?email=van.a%40gmail.com lỗi|@ lỗi|loi
nguyen.a [at] gmail.com kettle|@ kettle|kettl
nguyen.a @ gmail.com kettle|@ kettle|kettl
@nguyen_a kettle|@ kettle|kettl
kettle 0912.345.678|kettle ####.###.###|0 kettl
+84 912 345 678 kettle|+## ### ### ### kettle|0 kettl
(+84)-912-345-678 kettle|(+##)-###-###-### kettle|0 kettl
kettle ０９１２ ٣٤٥ ①②③ ²❹|kettle #### ### ### ##|0 kettl
DH2026-00123|DH####-#####|0 dh0
phím @ hỏng|phím @ hỏng|hong phim
"""


def test_no_address_or_number_leaves_a_trace_however_it_is_written(client, index):
    lines = [line.split("|") for line in BAD.strip().splitlines()]
    for typed, _kept, _words in lines:
        client.get("/search/", query_string={"q": typed})
        step = {"q": typed, "language": "vi", "ref": "thread:1"}
        client.post("/search/steps", data=step, headers={"Origin": "http://localhost"})
        client.post("/search/waiting/new", query_string={"words": typed}, data={"email": "a@b.vn"})
    kept = [(kept, words) for _typed, kept, words in lines if words]
    assert [(row.typed, row.words) for row in rows()] == kept
    assert {(gap.typed, gap.words) for gap in db.session.query(Gap)} <= set(kept)
    steps = {step.words for step in db.session.query(SearchStep)}
    assert steps == {gaps.without_traces(words) for _kept, words in kept} == {w for _, w in kept}


def test_long_searches_are_counted_under_the_words_the_ask_form_carries(client, index):
    typed = " ".join(f"wallpaper{chr(97 + n)}" for n in range(25))
    client.get("/search/", query_string={"q": typed})
    (row,) = rows()
    assert len(row.words) <= 200
    assert row.words == gaps.words_of(typed[:256])


def test_rows_live_ninety_days_and_their_counts_stay(client, index):
    client.get("/search/?q=purple")
    (row,) = rows()
    row.created_at = now() - timedelta(days=89)
    db.session.commit()
    handlers.forget_old_searches()
    assert db.session.query(SearchLog).count() == 1
    row.created_at = now() - timedelta(days=91)
    db.session.commit()
    handlers.forget_old_searches()
    assert db.session.query(SearchLog).count() == 0
    assert db.session.query(Gap).one().search_count == 1


def test_an_address_that_was_never_proved_is_forgotten_after_a_week(gap):
    one = Waiting(gap_id=gap().id, email="a@example.com", language="en", consent_version="1")
    db.session.add(one)
    db.session.commit()
    handlers.forget_old_searches()
    assert db.session.query(Waiting).count() == 1
    one.created_at = now() - timedelta(days=8)
    db.session.commit()
    handlers.forget_old_searches()
    assert db.session.query(Waiting).count() == 0


def searched(words="kettle"):
    return Searched(words, words, "en", 0, True)


def test_the_buffer_waits_for_the_database(app, monkeypatch):
    buffer = Buffer(app)
    buffer.add(searched())

    def away(_rows):
        raise OperationalError("INSERT", {}, Exception("locked"))

    with monkeypatch.context() as patch:
        patch.setattr(buffer, "_write", away)
        assert buffer.flush() == 0
    assert buffer.flush() == 1
    assert db.session.query(Gap).one().search_count == 1


@pytest.mark.parametrize("bad", [searched(words=None)])
def test_what_can_never_be_written_does_not_stop_the_log(app, bad):
    buffer = Buffer(app)
    buffer.add(bad)
    assert buffer.flush() == 0
    buffer.add(searched())
    assert buffer.flush() == 1
