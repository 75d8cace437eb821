"""What all staff must read, until each has said so for the text that is live."""

import pytest

from accounts.models import AuditEntry, Role
from core.audience import Audience
from core.db import db
from core.permissions import rules
from kb.models import Receipt
from kb.services import drafting, publishing, receipts


@pytest.fixture
def policy(make):
    return make.article(title="How we refund", audience=Audience.STAFF)


def test_a_policy_is_on_the_desk_until_it_was_read(as_staff, as_admin, policy):
    address = f"/kb/receipts/{policy.id}"
    assert as_staff.get(address).status_code == 403  # nobody was asked
    as_staff.post(f"{address}/require")
    assert "How we refund" in as_admin.get("/desk/").text
    assert "I have read it" in as_admin.get(policy.url).text

    as_admin.post(f"{address}/sign", data={"revision": policy.live_revision_id})
    as_admin.post(f"{address}/sign", data={"revision": policy.live_revision_id})  # twice is once

    assert "How we refund" not in as_admin.get("/desk/").text
    assert "I have read it" not in as_admin.get(policy.url).text
    assert "How we refund" in as_staff.get("/desk/").text
    page = as_staff.get(address).text
    assert "1 of 2" in page
    assert page.index("Staff</a>") < page.index("Admin</a>")  # who has not, first
    db.session.refresh(policy)
    assert [(r.person.name, bool(r.read_at)) for r in receipts.readers(policy)] == [
        ("Staff", False),
        ("Admin", True),
    ]


def test_a_newer_text_is_to_be_read_again_and_never_signed_unseen(as_staff, make, policy):
    policy.must_be_read = True
    former = policy.live_revision_id
    receipts.sign(policy, former, by=as_staff.user)
    assert receipts.unread_by(as_staff.user) == []
    db.session.commit()
    drafting.save(
        policy, title="T", summary="", body="Another", note="", by=as_staff.user, based_on=1
    )
    assert receipts.unread_by(as_staff.user) == []  # staff read what is live
    publishing.publish(policy, by=as_staff.user)
    assert receipts.unread_by(as_staff.user) == [policy]
    address = f"/kb/receipts/{policy.id}/sign"
    page = as_staff.post(address, data={"revision": former}, follow_redirects=True)
    assert "newer text" in page.text
    assert db.session.query(Receipt).count() == 1


def test_the_duty_ends(as_staff, policy):
    as_staff.post(f"/kb/receipts/{policy.id}/require")
    as_staff.post(f"/kb/receipts/{policy.id}/require", data={"wanted": "no"})
    deeds = [row.action for row in db.session.query(AuditEntry.action).order_by(AuditEntry.id)]
    assert deeds == ["article.reading_required", "article.reading_released"]
    assert receipts.unread_by(as_staff.user) == []


def test_only_what_is_for_staff_alone_is_a_duty_and_only_of_staff(make, client, policy):
    people = {role: make.user(role=role) for role in Role}
    may = rules()
    public = make.article()

    def who(deed, article):
        return {role for role, person in people.items() if may[f"kb.{deed}"](person, article)}

    staff = {Role.STAFF, Role.ADMIN}
    assert who("require_reading", policy) == staff
    assert who("sign_receipt", policy) == who("see_receipts", policy) == set()
    policy.must_be_read = public.must_be_read = True
    assert who("sign_receipt", policy) == who("see_receipts", policy) == staff
    assert who("require_reading", public) == staff  # to end it, once it was opened to more
    assert who("sign_receipt", public) == set()
    db.session.commit()
    assert receipts.unread_by(people[Role.STAFF]) == [policy]
    assert client.get(f"/kb/receipts/{policy.id}").status_code == 404


@pytest.mark.sqlite
def test_duties_are_found_by_their_numbers(as_staff, policy, queries):
    """Not by the index of the state, which is that of most articles."""
    policy.must_be_read = True
    db.session.commit()
    with queries() as log:
        assert receipts.unread_by(as_staff.user) == [policy]
    asked = log[-1]
    plan = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {asked}", (1,) * asked.count("?")
    )
    assert any("article USING INTEGER PRIMARY KEY" in row[3] for row in plan)
