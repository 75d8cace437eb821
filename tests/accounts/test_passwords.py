import re

import pytest

from accounts.services import passwords
from core.db import db

OLD, FRESH = "cái ghế màu tím", "tháng chín mưa rơi"
FORGOT, EDIT = "/accounts/passwords/forgot", "/accounts/passwords/edit"


@pytest.fixture
def lan(make):
    return make.user(name="Lan", email="lan@example.com", password=OLD, confirmed=False)


def asked_link(client, mails, work):
    client.post(FORGOT, data={"email": "lan@example.com"})
    work()
    return re.search(
        r"http://localhost(/accounts/passwords/reset/\S+)", mails[-1].get_content()
    ).group(1)


def fits(person, password):
    db.session.expire_all()
    return passwords.matches(person.password_hash, password)


def test_a_forgotten_password_is_set_anew(client, lan, sign_in, mails, work):
    elsewhere = sign_in(lan)
    link = asked_link(client, mails, work)
    second = asked_link(client, mails, work)
    page = client.get(link)
    assert page.headers["Referrer-Policy"] == "no-referrer"

    answer = client.post(link, data={"password": FRESH})

    assert (answer.status_code, answer.location) == (303, "/accounts/sessions/new")
    assert fits(lan, FRESH)
    assert lan.is_confirmed, "the link proved the mailbox"
    assert elsewhere.get("/accounts/people/edit").status_code == 302, "other sessions ended"
    for used in (link, second):
        assert client.post(used, data={"password": "zebra violin cloud"}).status_code == 410
    assert fits(lan, FRESH)
    work()
    assert "changed" in mails[-1]["Subject"]


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, lan, mails, work):
    known = client.post(FORGOT, data={"email": "lan@example.com"})
    unknown = client.post(FORGOT, data={"email": "nobody@example.com"})

    assert (known.status_code, known.location, known.text) == (
        unknown.status_code, unknown.location, unknown.text,
    )  # fmt: skip
    work()
    assert len(mails) == 1


@pytest.mark.parametrize("email", ["", "lan", "x" * 300])
def test_no_address_is_said(client, email):
    assert client.post(FORGOT, data={"email": email}).status_code == 422


def test_asking_too_often_waits(app, client, lan):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    for _ in range(4):
        assert client.post(FORGOT, data={"email": "lan@example.com"}).status_code == 303

    answer = client.post(FORGOT, data={"email": "lan@example.com"})

    assert answer.status_code == 429
    assert "lan@example.com" in answer.text


@pytest.mark.parametrize("password", ["", "short", "password2024!", "x" * 129])
def test_a_weak_password_is_refused_and_the_link_stays_good(client, lan, mails, work, password):
    link = asked_link(client, mails, work)

    assert client.post(link, data={"password": password}).status_code == 422

    assert fits(lan, OLD)
    assert client.post(link, data={"password": FRESH}).status_code == 303


def test_staff_need_a_longer_one(client, make, mails, work):
    make.user(email="lan@example.com", role="staff")
    link = asked_link(client, mails, work)

    assert client.post(link, data={"password": "tháng 9 mưa"}).status_code == 422


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_never_was_is_gone(client, method):
    assert getattr(client, method)("/accounts/passwords/reset/never-was").status_code == 410


def test_a_password_is_changed_with_the_present_one(lan, sign_in, mails, work):
    here, elsewhere = sign_in(lan), sign_in(lan)

    answer = here.post(EDIT, data={"present": OLD, "password": FRESH})

    assert answer.status_code == 303
    assert fits(lan, FRESH)
    assert here.get(EDIT).status_code == 200
    assert elsewhere.get(EDIT).status_code == 302
    work()
    assert "changed" in mails[0]["Subject"]


@pytest.mark.parametrize(
    "data",
    [
        {"present": "wrong", "password": FRESH},
        {"present": OLD, "password": "short"},
        {"password": FRESH},
    ],
)
def test_without_the_present_one_nothing_changes(lan, sign_in, data):
    answer = sign_in(lan).post(EDIT, data=data)

    assert answer.status_code == 422
    assert fits(lan, OLD)


def test_guessing_the_present_one_waits(app, lan, sign_in):
    here = sign_in(lan)
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    for _ in range(10):
        assert here.post(EDIT, data={"present": "wrong", "password": FRESH}).status_code == 422

    assert here.post(EDIT, data={"present": OLD, "password": FRESH}).status_code == 429


def test_a_visitor_changes_nothing(client):
    assert client.get(EDIT).status_code == 302
    assert client.post(EDIT, data={"present": OLD, "password": FRESH}).status_code == 302
