import pytest

from accounts.models import AuditEntry, Role, Session, User
from core.db import db
from forum.models import Category


def fresh(person) -> User:
    db.session.expire_all()
    return db.session.get_one(User, person.id)


def test_members_are_found_by_name_and_by_mail(as_staff, make):
    make.user(name="Mai Trần", email="mai@example.com")
    make.user(name="Nam 100%", email="nam@example.com")
    for q, found, not_found in (
        ("mai", "Mai Trần", "Nam 100%"),
        ("nam@", "Nam 100%", "Mai Trần"),
        ("100%", "Nam 100%", "Mai Trần"),
    ):
        page = as_staff.get("/desk/settings/members", query_string={"q": q}).text
        assert found in page
        assert not_found not in page
    assert "Nobody fits" in as_staff.get("/desk/settings/members?q=nobody-here").text


def test_the_list_is_cut_and_goes_on(as_staff, make, onward):
    make.user(name="The first of all")
    for number in range(25):
        make.user(name=f"Person {number}")
    page = as_staff.get("/desk/settings/members")
    assert "The first of all" not in page.text
    assert "The first of all" in as_staff.get(onward(page)).text


def test_staff_look_but_change_nothing(as_staff, make):
    person = make.user(name="Mai", email="mai@example.com")
    page = as_staff.get(f"/desk/settings/members/{person.id}").text
    assert "mai@example.com" in page
    assert "/role" not in page
    assert "/suspend" not in page


def test_an_admin_gives_a_role_and_the_person_signs_in_anew(as_admin, as_customer):
    person = as_customer.user
    answer = as_admin.post(
        f"/desk/settings/members/{person.id}/role",
        data={"role": "staff", "reason": "New colleague"},
    )
    assert answer.status_code == 303
    assert fresh(person).role is Role.STAFF
    assert db.session.query(Session).filter_by(user_id=person.id).count() == 0
    entry = db.session.query(AuditEntry).filter_by(action="user.role_changed").one()
    assert "New colleague" in entry.reason


def test_a_role_that_is_none_is_refused(as_admin, make):
    person = make.user()
    path = f"/desk/settings/members/{person.id}/role"
    assert as_admin.post(path, data={"role": "emperor"}).status_code == 422
    assert fresh(person).role is Role.CUSTOMER


def test_nobody_changes_or_suspends_themselves(as_admin):
    mine = f"/desk/settings/members/{as_admin.user.id}"
    assert as_admin.post(f"{mine}/role", data={"role": "customer"}).status_code == 403
    assert as_admin.post(f"{mine}/suspend", data={"days": 1, "reason": "x"}).status_code == 403


def test_a_moderator_gets_and_loses_categories(as_admin, make):
    person = make.user(role=Role.MODERATOR)
    one, two = make.category(), make.category(moderators=[person])
    path = f"/desk/settings/members/{person.id}/categories"
    assert as_admin.post(path, data={"categories": [one.id]}).status_code == 303
    db.session.expire_all()
    assert [p.id for p in db.session.get_one(Category, one.id).moderators] == [person.id]
    assert db.session.get_one(Category, two.id).moderators == []


def test_a_suspension_ends_sessions_and_can_end_itself(as_admin, as_customer):
    person = as_customer.user
    path = f"/desk/settings/members/{person.id}"
    assert as_customer.get("/me/questions").status_code == 200

    as_admin.post(f"{path}/suspend", data={"days": "3", "reason": "Advertising"})

    assert fresh(person).is_suspended
    assert as_customer.get("/me/questions").status_code in (302, 303)
    assert db.session.query(AuditEntry).filter_by(reason="Advertising").count() == 1

    as_admin.post(f"{path}/end-suspension")
    assert not fresh(person).is_suspended


@pytest.mark.parametrize("words", [{"days": "0", "reason": "x"}, {"days": "3", "reason": " "}])
def test_a_suspension_needs_days_and_a_reason(as_admin, make, words):
    person = make.user()
    path = f"/desk/settings/members/{person.id}/suspend"
    assert as_admin.post(path, data=words).status_code == 422
    assert not fresh(person).is_suspended


def test_signing_somebody_out_everywhere(as_admin, as_customer):
    as_admin.post(f"/desk/settings/members/{as_customer.user.id}/sign-out")
    assert as_customer.get("/me/questions").status_code in (302, 303)


def test_a_member_who_is_not_there_is_404(as_admin):
    assert as_admin.get("/desk/settings/members/999").status_code == 404
    assert as_admin.post("/desk/settings/members/999/role", data={}).status_code == 404


def test_staff_say_how_far_a_member_is_trusted(as_staff, as_moderator, make):
    person = make.user()
    path = f"/desk/settings/members/{person.id}/trust"
    assert path in as_staff.get(f"/desk/settings/members/{person.id}").text
    assert as_staff.post(path, data={"level": "4"}).status_code == 422
    assert as_staff.post(path, data={"level": "2", "reason": "Helps a lot"}).status_code == 303
    assert as_staff.post(path, data={"level": "2"}).status_code == 303
    assert as_moderator.post(path, data={"level": "3"}).status_code == 403
    assert as_staff.post(path.replace(str(person.id), str(as_staff.user.id))).status_code == 403
    assert as_staff.post("/desk/settings/members/9999/trust").status_code == 404

    assert fresh(person).trust_level == 2
    entry = db.session.query(AuditEntry).filter_by(action="user.trust_changed").one()
    assert entry.reason == "0 → 2. Helps a lot"
