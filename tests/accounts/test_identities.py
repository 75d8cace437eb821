import re

import pytest

from accounts.services import identities
from core.db import db

AGAIN = "/accounts/identities/send-again"


def test_the_confirming_mail_is_sent_again(make, sign_in, mails, work):
    lan = sign_in(make.user(email="lan@example.com", confirmed=False))
    assert "lan@example.com" in lan.get(AGAIN).text

    assert lan.post(AGAIN).status_code == 303
    lan.post(AGAIN)
    work()

    assert len(mails) == 2
    path = re.search(
        r"http://localhost(/accounts/identities/confirm/\S+)", mails[-1].get_content()
    ).group(1)
    assert lan.post(path).status_code == 303
    db.session.expire_all()
    assert lan.user.is_confirmed
    assert "confirmed" in lan.get(AGAIN).text


def test_a_confirmed_person_gets_no_mail(as_customer, mails, work):
    as_customer.post(AGAIN)
    work()

    assert mails == []


def test_a_visitor_signs_in_first(client):
    assert client.get(AGAIN).status_code == 302
    assert client.post(AGAIN).status_code == 302


def test_asking_too_often_waits(app, make, sign_in):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    lan = sign_in(make.user(confirmed=False))
    for _ in range(4):
        assert lan.post(AGAIN).status_code == 303

    answer = lan.post(AGAIN)

    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_never_was_is_gone(client, method):
    answer = getattr(client, method)("/accounts/identities/confirm/never-was")

    assert answer.status_code == 410


def test_confirming_signs_no_staff_in(client, make, mails, work):
    boss = make.user(role="staff", confirmed=False)
    identities.ask_confirmation(boss.identities[0])
    db.session.commit()
    work()
    path = re.search(
        r"http://localhost(/accounts/identities/confirm/\S+)", mails[0].get_content()
    ).group(1)

    assert client.post(path).status_code == 303

    assert client.get("/accounts/people/edit").status_code == 302


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Lan@Example.COM ", "lan@example.com"), ("lan@bücher.example", "lan@xn--bcher-kva.example")],
)
def test_an_address_has_one_form(typed, kept):
    assert identities.normalised_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "lan", "lan@", "@example.com", "a b@example.com", "a@b@c.de", "x" * 300 + "@example.com"],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(identities.BadAddress):
        identities.normalised_email(typed)
