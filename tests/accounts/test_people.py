import re

import pytest

from accounts.models import Consent, Identity, User
from accounts.services import passwords
from core.db import db

PASSWORD = "cái ghế màu tím"
NEW = "/accounts/people/new"
TYPED = {"name": "Lan Phạm", "email": "Lan@Example.com", "password": PASSWORD, "consent": "y"}
WORDS = "/forum/threads/ask?title=D%C3%A2y%20ngu%E1%BB%93n&search=day%20nguon"


def link_in(mail):
    return re.search(r"http://localhost(/\S+)", mail.get_content().split("confirm it")[-1]).group(1)


def test_a_visitor_joins_confirms_and_goes_on_with_the_words(client, mails, work):
    answer = client.post(NEW, query_string={"next": WORDS}, data=TYPED)
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    work()

    [mail] = mails
    assert mail["To"].addresses[0].addr_spec == "lan@example.com"
    assert "Lan Phạm" not in mail.get_content()  # a stranger's words go to no stranger's mailbox
    lan = db.session.query(User).one()
    assert not lan.is_confirmed
    link = link_in(mail)
    page = client.get(link)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    db.session.expire_all()
    assert not lan.is_confirmed, "opening the link confirms nothing"

    answer = client.post(link)

    assert (answer.status_code, answer.location) == (303, WORDS)
    db.session.expire_all()
    assert lan.is_confirmed
    assert client.get("/accounts/people/edit").status_code == 200  # signed in
    assert db.session.query(Consent).one().purpose == "terms"
    assert client.post(link).status_code == 410
    assert client.get(link).status_code == 410


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_mail(client, make, mails, work):
    make.user(name="Owner", email="lan@example.com")
    fresh = client.post(NEW, data=TYPED | {"email": "new@example.com"})

    taken = client.post(NEW, data=TYPED)

    assert (taken.status_code, taken.location) == (fresh.status_code, fresh.location)
    assert taken.text == fresh.text
    work()
    told = next(m for m in mails if m["To"].addresses[0].addr_spec == "lan@example.com")
    assert "already" in told["Subject"]
    assert db.session.query(Identity).filter_by(value="lan@example.com").count() == 1


def test_both_ways_compute_one_hash(client, make, monkeypatch):
    """Same time: the slow part runs on both ways, before anything is looked up."""
    make.user(email="lan@example.com")
    seen = []
    real = passwords.hashed
    monkeypatch.setattr(
        passwords, "hashed", lambda p: seen.append(db.session().in_transaction()) or real(p)
    )

    client.post(NEW, data=TYPED)
    client.post(NEW, data=TYPED | {"email": "new@example.com"})

    assert seen == [False, False]


def test_sending_twice_makes_one_person(client):
    client.post(NEW, data=TYPED)
    client.post(NEW, data=TYPED)

    assert db.session.query(User).count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "fill this in"),
        ({"name": "\u200b \u2800"}, "fill this in"),
        ({"name": "x" * 61}, "60"),
        ({"email": "lan"}, "no e-mail address"),
        ({"email": "lan@example.com\r\nBcc: x@example.com"}, "no e-mail address"),
        ({"password": "short"}, "at least 10"),
        ({"password": "password2024"}, "first that somebody would try"),
        ({"password": "lanpham1990"}, "first that somebody would try"),
        ({"consent": ""}, "if you agree"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_kept(client, change, says):
    answer = client.post(NEW, data=TYPED | change)

    assert answer.status_code == 422
    assert says in answer.text
    assert PASSWORD not in answer.text
    if "name" not in change:
        assert 'value="Lan Phạm"' in answer.text
    assert db.session.query(User).count() == 0


def test_no_box_is_ticked_by_us(client):
    box = re.search(r'<input[^>]*id="consent"[^>]*>', client.get(NEW).text).group()

    assert "checked" not in box


def test_a_name_is_shown_as_typed(client, mails, work):
    client.post(NEW, data=TYPED | {"name": "{{7*7}}<img src=x onerror=alert(1)>"})
    work()

    page = client.get(link_in(mails[0])).text

    assert "{{7*7}}&lt;img src=x" in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("field", ["role", "id", "user_id", "trust_level", "verified_at"])
def test_nobody_gives_themselves_rights(client, as_customer, field):
    client.post(NEW, data=TYPED | {field: "admin"})
    as_customer.post("/accounts/people/edit", data={"name": "X", "language": "en", field: "admin"})

    db.session.expire_all()
    for person in db.session.query(User):
        assert (person.role, person.trust_level) == ("customer", 0)


def test_machines_fall_into_the_trap(client):
    answer = client.post(NEW, data=TYPED | {"website": "http://spam.example"})

    assert answer.status_code == 303
    assert db.session.query(User).count() == 0


def test_faster_than_a_person_is_asked_again(app, client, monkeypatch):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    page = client.get(NEW).text
    opened = re.search(r'name="opened"[^>]*value="([^"]+)"', page).group(1)

    answer = client.post(NEW, data=TYPED | {"opened": opened})
    assert answer.status_code == 422
    assert "very fast" in answer.text
    assert client.post(NEW, data=TYPED | {"opened": "forged"}).status_code == 422

    monkeypatch.setattr("accounts.forms.FASTEST", 0)
    assert client.post(NEW, data=TYPED | {"opened": opened}).status_code == 303


def test_joining_too_often_waits(app, client, monkeypatch):
    from accounts.services import settings

    settings.put("joins_per_day", 1, by=None)
    db.session.commit()
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    monkeypatch.setattr("accounts.forms.FASTEST", 0)
    opened = re.search(r'name="opened"[^>]*value="([^"]+)"', client.get(NEW).text).group(1)
    client.post(NEW, data=TYPED | {"opened": opened})

    answer = client.post(NEW, data=TYPED | {"opened": opened, "email": "two@example.com"})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Lan Phạm" in answer.text


def test_a_member_need_not_join(as_customer):
    assert as_customer.get(f"{NEW}?next=/kb/").location == "/kb/"


def test_one_edits_ones_own_profile(as_customer):
    data = {"name": "Lan  Phạm", "about": "Gardener.\r\nAnd cook.", "language": "vi"}

    answer = as_customer.post("/accounts/people/edit", data=data)

    assert answer.status_code == 303
    db.session.expire_all()
    lan = db.session.get_one(User, as_customer.user.id)
    assert (lan.name, lan.about, lan.language) == ("Lan Phạm", "Gardener.\nAnd cook.", "vi")


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "x" * 61}, {"about": "x" * 501}, {"language": "de"}]
)
def test_a_profile_that_does_not_fit_is_shown_again(as_customer, change):
    data = {"name": "Lan", "about": "", "language": "en"} | change

    assert as_customer.post("/accounts/people/edit", data=data).status_code == 422


def test_a_visitor_has_no_profile(client):
    assert client.get("/accounts/people/edit").status_code == 302
    assert client.post("/accounts/people/edit", data={"name": "X"}).status_code == 302
