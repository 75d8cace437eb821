"""Staff hand an account from the former forum over to the person it belongs to."""

from accounts.models import AuditEntry, Token
from core.db import db


def test_staff_hand_an_account_over(as_staff, make, mails, work):
    person = make.placeholder(name="minh_1990")
    mine = f"/desk/settings/members/{person.id}"
    assert f"{mine}/claim" in as_staff.get(mine).text
    assert "minh_1990" in as_staff.get(f"{mine}/claim").text

    answer = as_staff.post(f"{mine}/claim", data={"email": " Minh@Example.com "})

    assert (answer.status_code, answer.location) == (303, mine)
    page = as_staff.get(mine).text
    assert "The link goes to minh@example.com." in page
    assert "sent the link to take over the account" in page
    entry = db.session.query(AuditEntry).one()
    assert (entry.actor_id, entry.action) == (as_staff.user.id, "claim.sent")
    assert entry.subject == f"user:{person.id}"
    work()
    assert mails[0]["To"] == "minh@example.com"


def test_an_address_of_another_account_is_refused_in_a_plain_sentence(as_staff, make):
    make.user(email="minh@example.com")
    person = make.placeholder()
    answer = as_staff.post(
        f"/desk/settings/members/{person.id}/claim", data={"email": "minh@example.com"}
    )
    assert answer.status_code == 422
    assert (
        "This address has an account here already. Two accounts cannot be made one." in answer.text
    )
    assert db.session.query(Token).count() == 0


def test_what_is_no_address_is_said_and_kept(as_staff, make):
    person = make.placeholder()
    answer = as_staff.post(f"/desk/settings/members/{person.id}/claim", data={"email": "nobody"})
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text


def test_members_and_accounts_with_an_address_are_not_handed_over(as_admin, make):
    for person in (make.user(), make.placeholder(email="lan@example.com")):
        path = f"/desk/settings/members/{person.id}"
        assert "/claim" not in as_admin.get(path).text
        assert as_admin.post(f"{path}/claim", data={"email": "x@example.com"}).status_code == 403


def test_customers_moderators_and_visitors_may_not(client, as_customer, as_moderator, make):
    path = f"/desk/settings/members/{make.placeholder().id}/claim"
    for browser in (as_customer, as_moderator):
        assert browser.post(path, data={"email": "x@example.com"}).status_code == 403
    assert client.post(path, data={"email": "x@example.com"}).status_code in (302, 303)
    assert db.session.query(Token).count() == 0


def test_nobody_there_is_not_found(as_staff):
    assert as_staff.post("/desk/settings/members/999/claim").status_code == 404
