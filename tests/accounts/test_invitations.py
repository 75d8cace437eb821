import re

import pytest

from accounts.models import Role, User
from accounts.services import inviting
from core.db import db

PASSWORD = "tháng chín mưa rơi rất to"
COMING = {"name": "Minh", "password": PASSWORD, "consent": "y"}


@pytest.fixture
def invited(as_admin, mails, work):
    """`invited()` gives the path of the invitation mailed to minh@example.com."""

    def _invited(role=Role.STAFF):
        token = inviting.invite("minh@example.com", role=role, name="Minh", by=as_admin.user)
        db.session.commit()
        work()
        path = re.search(r"http://localhost(/accounts/invitations/\S+)", mails[-1].get_content())
        return path.group(1), token

    return _invited


def test_a_colleague_comes_in(client, invited):
    path, _token = invited()
    page = client.get(path)
    assert 'value="Minh"' in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"

    assert client.post(path, data=COMING).status_code == 303

    minh = db.session.query(User).filter_by(name="Minh").one()
    assert (minh.role, minh.is_confirmed, minh.email) == (Role.STAFF, True, "minh@example.com")
    assert client.get("/accounts/people/edit").status_code == 200
    assert client.post(path, data=COMING).status_code == 410


@pytest.mark.parametrize("change", [{"password": "tháng 9 mưa"}, {"name": ""}, {"consent": ""}])
def test_what_is_wrong_is_said_and_the_link_stays_good(client, invited, change):
    path, _token = invited()

    assert client.post(path, data=COMING | change).status_code == 422
    assert client.post(path, data=COMING).status_code == 303


def test_the_role_is_the_inviters_choice(client, invited):
    path, _token = invited(Role.MODERATOR)

    client.post(path, data=COMING | {"role": "admin", "email": "other@example.com"})

    minh = db.session.query(User).filter_by(name="Minh").one()
    assert (minh.role, minh.email) == (Role.MODERATOR, "minh@example.com")


def test_a_withdrawn_invitation_is_gone(client, invited, as_admin):
    path, token = invited()
    inviting.withdraw(token, by=as_admin.user)
    db.session.commit()

    assert client.get(path).status_code == 410
    assert inviting.waiting() == []


def test_a_second_invitation_ends_the_first(client, invited):
    first, _token = invited()
    second, _token = invited()

    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    assert len(inviting.waiting()) == 1


def test_a_member_is_not_invited(as_admin, as_customer):
    with pytest.raises(inviting.AlreadyMember):
        inviting.invite(as_customer.user.email, role=Role.STAFF, name="", by=as_admin.user)


def test_who_joined_meanwhile_keeps_one_account(client, invited, make, sign_in):
    path, _token = invited()
    minh = make.user(name="Minh Cũ", email="minh@example.com", confirmed=False)
    open_before = sign_in(minh)

    assert client.post(path, data=COMING).status_code == 303

    db.session.expire_all()
    assert (minh.role, minh.is_confirmed) == (Role.STAFF, True)
    assert open_before.get("/accounts/people/edit").status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_never_was_is_gone(client, method):
    assert getattr(client, method)("/accounts/invitations/never-was/accept").status_code == 410
