"""Accounts that came with an import become the real person's."""

import pytest

from accounts.models import AuditEntry, Role, Token, User
from accounts.services import claiming, consents, identities, passwords, tokens
from accounts.services.lifetimes import CLAIM_LINK
from core.clock import now
from core.db import db

PASSWORD = "tháng chín mưa rơi"
AGREED = {"password": PASSWORD, "consent": "y"}
JOIN = {"name": "Lan", "email": "lan@example.com"} | AGREED


@pytest.fixture
def lan(make):
    return make.placeholder(name="lan_1990", email="lan@example.com")


@pytest.fixture
def unknown(make):
    return make.placeholder(name="minh_1990")


def path_in(mail):
    return "/accounts" + mail.get_content().partition("http://localhost/accounts")[2].split()[0]


def fresh(person) -> User:
    db.session.expire_all()
    return db.session.get_one(User, person.id)


def actions():
    return [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


@pytest.mark.parametrize(
    ("path", "data"),
    [("/accounts/passwords/forgot", {"email": "Lan@example.com"}), ("/accounts/people/new", JOIN)],
)
def test_forgetting_and_joining_lead_to_the_account_that_waits(
    client, lan, make, mails, work, path, data
):
    post = make.post(author=lan)
    assert client.post(path, data=data).status_code == 303
    work()

    (mail,) = mails
    assert (mail["To"], mail["Subject"]) == (
        "lan@example.com",
        "Your account from the former forum",
    )
    assert "under the name lan_1990" in mail.get_content()
    page = client.get(path_in(mail))
    assert "lan_1990" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(path_in(mail), data=AGREED).status_code == 303

    person = fresh(lan)
    assert passwords.matches(person.password_hash, PASSWORD)
    assert (person.is_confirmed, person.is_placeholder) == (True, False)
    assert consents.has_given(person, "terms")
    assert actions() == ["user.claimed"]
    assert fresh(post.author).id == lan.id
    signed_in = client.post(
        "/accounts/sessions/new", data={"email": "lan@example.com", "password": PASSWORD}
    )
    assert signed_in.status_code == 303
    assert client.post(path_in(mail), data=AGREED).status_code == 410


def test_the_mail_speaks_the_persons_language(client, make, mails, work):
    make.placeholder(name="lan_1990", email="lan@example.com", language="vi")
    client.post("/accounts/people/new", data=JOIN)
    work()
    assert mails[0]["Subject"] == "Tài khoản của bạn từ diễn đàn cũ"
    assert "dưới tên lan_1990" in mails[0].get_content()


def test_nobody_agrees_for_the_person(client, lan, mails, work):
    client.post("/accounts/passwords/forgot", data={"email": "lan@example.com"})
    work()
    answer = client.post(path_in(mails[0]), data={"password": PASSWORD})
    assert answer.status_code == 422
    assert fresh(lan).password_hash is None


def test_joining_says_the_same_to_everybody(client, lan):
    known = client.post("/accounts/people/new", data=JOIN)
    unknown = client.post("/accounts/people/new", data=JOIN | {"email": "new@example.com"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert "lan_1990" not in client.get(known.location).text


def test_a_member_who_wants_to_join_again_hears_that_they_have_an_account(
    client, make, mails, work
):
    make.user(email="lan@example.com", password="cái ghế màu tím")
    client.post("/accounts/people/new", data=JOIN)
    work()
    assert mails[0]["Subject"] == "You already have an account here"


def sent(unknown, as_staff, mails, work, email="minh@example.com"):
    claiming.send_link(unknown, email, by=as_staff.user)
    work()
    return path_in(mails[-1])


def test_a_link_of_staff_makes_the_account_the_persons(unknown, client, as_staff, mails, work):
    path = sent(unknown, as_staff, mails, work)
    assert mails[0]["To"] == "minh@example.com"
    assert "minh_1990" in client.get(path).text

    answer = client.post(path, data=AGREED)

    person = fresh(unknown)
    assert (answer.status_code, answer.location) == (303, person.url)
    assert (person.email, person.is_confirmed) == ("minh@example.com", True)
    assert consents.has_given(person, "terms")
    assert "minh_1990" in client.get("/accounts/people/edit").text, "signed in"
    assert actions() == ["claim.sent", "user.claimed"]
    assert client.get(path).status_code == 410


def test_a_second_link_ends_the_first(unknown, client, as_staff, mails, work):
    first = sent(unknown, as_staff, mails, work)
    second = sent(unknown, as_staff, mails, work, "other@example.com")
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_an_old_link_is_dead(unknown, client, as_staff, mails, work):
    path = sent(unknown, as_staff, mails, work)
    db.session.query(Token).one().expires_at = now()
    db.session.commit()
    assert client.post(path, data=AGREED).status_code == 410


@pytest.mark.parametrize("data", [{}, {"password": PASSWORD}, AGREED | {"password": "short"}])
def test_without_a_good_password_and_consent_nothing_happens(
    unknown, client, as_staff, mails, work, data
):
    path = sent(unknown, as_staff, mails, work)
    assert client.post(path, data=data).status_code == 422
    assert fresh(unknown).is_placeholder
    assert client.get(path).status_code == 200


def test_an_address_that_got_an_account_meanwhile_is_refused(
    unknown, client, as_staff, make, mails, work
):
    path = sent(unknown, as_staff, mails, work)
    member = make.user(email="minh@example.com")
    assert client.post(path, data=AGREED).status_code == 410
    assert fresh(unknown).is_placeholder
    assert identities.find_by_email("minh@example.com").user_id == member.id


def test_who_claims_twice_at_once_gets_it_once(unknown, as_staff):
    token = claiming.send_link(unknown, "minh@example.com", by=as_staff.user)
    claiming.claim_by_link(token, "hash")
    db.session.commit()
    with pytest.raises(tokens.AlreadyUsed):
        claiming.claim_by_link(token, "other")


def test_only_an_account_that_waits_without_an_address_gets_a_link(as_staff, lan, unknown, make):
    for person in (lan, make.user(), make.user(role=Role.STAFF, password="cái ghế màu tím đỏ")):
        with pytest.raises(claiming.NotClaimable):
            claiming.send_link(person, "x@example.com", by=as_staff.user)
    with pytest.raises(claiming.AddressTaken):
        claiming.send_link(unknown, "lan@example.com", by=as_staff.user)
    assert CLAIM_LINK.days == 7


def test_a_link_for_an_account_that_was_claimed_or_erased_is_not_mailed(
    unknown, as_staff, mails, work
):
    claiming.send_link(unknown, "minh@example.com", by=as_staff.user)
    unknown.erased_at = now()
    work()
    assert mails == []
