"""Tell me when there is an answer: asked, proved, told once, forgotten; and how one leaves."""

import re

import pytest

from core.db import db
from hoidap import create_app
from search.models import Gap, Waiting
from search.services import waiting
from tests.conftest import Client, new_client, settings

NEW = "/search/waiting/new?words=máy in 0912 kêu"


def waits_now():
    db.session.expire_all()
    return db.session.query(Waiting).all()


def link_in(mail):
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/\S+)", text)[1]


def test_a_visitor_proves_the_address_before_anything_is_sent_to_it(client, mails, work):
    page = client.get(NEW)
    assert page.status_code == 200
    assert "máy in 0912 kêu" in page.text
    assert client.post(NEW, data={"email": " Anna@Example.COM "}).status_code == 303
    work()
    (mail,) = mails
    assert mail.envelope_to == ["anna@example.com"]
    assert "máy in #### kêu" in mail.get_body(("plain",)).get_content()
    (one,) = waits_now()
    assert one.confirmed_at is None

    path = link_in(mail)
    assert client.get(path).status_code == 200
    assert waits_now()[0].confirmed_at is None  # opening a link is not pressing a button
    assert client.post(path).status_code == 303
    assert waits_now()[0].confirmed_at is not None
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


def test_the_answer_is_the_same_whoever_waits_already(client, gap, waits, mails, work):
    waits(gap("kettle"), email="known@example.com")
    path = "/search/waiting/new?words=kettle"
    known = client.post(path, data={"email": "known@example.com"}, follow_redirects=True)
    fresh = client.post(path, data={"email": "fresh@example.com"}, follow_redirects=True)
    assert known.status_code == fresh.status_code
    assert known.text == fresh.text
    work()
    assert [mail.envelope_to for mail in mails] == [["fresh@example.com"]]


def test_asking_twice_is_waiting_once(client, as_customer, mails, work):
    for _each in range(2):
        client.post(NEW, data={"email": "a@example.com"})
        as_customer.post(NEW)
    assert sorted((one.email, one.user_id) for one in waits_now() if one.email) == [
        ("a@example.com", None)
    ]
    assert [one.user_id for one in waits_now() if one.user_id] == [as_customer.user.id]
    assert db.session.query(Gap).count() == 1


def test_a_member_waits_with_a_button(as_customer, mails, work):
    page = as_customer.get(NEW)
    assert 'name="email"' not in page.text
    assert as_customer.post(NEW).status_code == 303
    work()
    assert mails == []
    (one,) = waits_now()
    assert (one.user_id, one.email) == (as_customer.user.id, None)
    assert one.confirmed_at is not None
    assert "máy in #### kêu" in as_customer.get("/me/waiting").text


@pytest.mark.parametrize("email", ["", "none", "a@b", "a@exa mple.com", "x" * 300 + "@example.com"])
def test_what_is_no_address_is_refused_with_the_words_kept(client, email):
    answer = client.post(NEW, data={"email": email})
    assert answer.status_code == 422
    assert "máy in 0912 kêu" in answer.text
    assert waits_now() == []


@pytest.mark.parametrize("words", ["", "???", "\x00", " "])
def test_without_a_word_there_is_nothing_to_wait_for(client, words):
    answer = client.get("/search/waiting/new", query_string={"words": words})
    assert (answer.status_code, answer.location) == (303, "/search/")


def test_mails_to_one_address_are_limited(app, client, mails, work):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    codes = [
        client.post(f"{NEW} {word}", data={"email": "a@example.com"}).status_code
        for word in "abcdefgh"
    ]
    assert codes[0] == 303
    assert codes[-1] == 429


def test_a_forged_link_is_no_link(client, gap, waits):
    one = waits(gap(), email="a@example.com")
    path = waiting.leave_url(one).removeprefix("http://localhost")
    for forged in (path + "x", "/search/waiting/leave/1", "/search/waiting/leave/MQ.x"):
        assert client.get(forged).status_code == 404
        assert client.post(forged, data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert client.get("/search/waiting/confirm/forged").status_code == 410
    assert waits_now()[0].left_at is None


def test_leaving_takes_a_button_forgets_the_address_and_always_works(client, gap, waits):
    path = waiting.leave_url(waits(gap(), email="a@example.com")).removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    assert waits_now()[0].left_at is None
    for _each in range(2):
        assert client.post(path).status_code == 303
    (one,) = waits_now()
    assert one.left_at is not None
    assert one.email is None


def test_who_left_is_told_nothing_and_may_come_back(as_customer, gap, waits, make, mails, work):
    from core.events import announce
    from search.services import gaps

    one_gap = gap()
    one = waits(one_gap, user=as_customer.user)
    waiting.leave(one)
    db.session.commit()
    gaps.answer(one_gap, make.article())
    announce("waiting.answered", one.id)
    work()
    assert mails == []
    as_customer.post(f"/search/waiting/new?words={one_gap.typed}")
    work()
    assert len(mails) == 1  # the answer is there already


@pytest.fixture
def guarded(tmp_path, empty_database):
    """A site whose forms want their token, as in production."""
    empty_database(tmp_path)
    app = create_app(settings(tmp_path, WTF_CSRF_ENABLED=True))
    app.test_client_class = Client
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_one_click_needs_no_token_and_the_page_does(guarded):
    gap = Gap(words="kettl", typed="kettle", language="en")
    db.session.add(gap)
    db.session.flush()
    waiting.wait_by_mail("a@example.com", gap, "en")
    db.session.commit()
    (one,) = waits_now()
    path = waiting.leave_url(one).removeprefix("http://localhost")
    client = new_client(guarded)

    assert client.post(path).status_code == 422
    assert client.post(path, data={"List-Unsubscribe": "no"}).status_code == 422
    assert waits_now()[0].left_at is None
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert waits_now()[0].left_at is not None
    again = client.post(
        path, data={"List-Unsubscribe": "One-Click"}, content_type="multipart/form-data"
    )
    assert again.status_code == 200
    # Nothing else goes through that door.
    assert client.post(NEW, data={"List-Unsubscribe": "One-Click"}).status_code == 400
