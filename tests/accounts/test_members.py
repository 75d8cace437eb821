from datetime import timedelta

import pytest

from accounts.models import AuditEntry, Role
from accounts.services import members
from core.clock import now
from core.db import db


def test_a_new_role_begins_with_a_new_session(as_admin, as_customer):
    members.change_role(as_customer.user, Role.STAFF, by=as_admin.user, reason="Joined us")
    db.session.commit()

    assert as_customer.get("/accounts/people/edit").status_code == 302
    assert "customer → staff. Joined us" in db.session.query(AuditEntry).one().reason


def test_the_last_admin_stays(as_admin, as_staff):
    for deed in (
        lambda: members.change_role(as_admin.user, Role.STAFF, by=as_staff.user),
        lambda: members.suspend(as_admin.user, until=now(), by=as_staff.user, reason="x"),
    ):
        with pytest.raises(members.LastAdmin):
            deed()


def test_a_suspended_person_is_out_until_then(as_staff, as_customer):
    until = now() + timedelta(days=3)
    members.suspend(as_customer.user, until=until, by=as_staff.user, reason="Spam")
    db.session.commit()
    assert as_customer.get("/accounts/people/edit").status_code == 302
    assert as_customer.user.is_suspended

    members.end_suspension(as_customer.user, by=as_staff.user)
    assert not as_customer.user.is_suspended


def test_staff_end_a_members_sessions(as_staff, as_customer):
    members.end_sessions(as_customer.user, by=as_staff.user)
    db.session.commit()

    assert as_customer.get("/accounts/people/edit").status_code == 302
    assert as_staff.get("/accounts/people/edit").status_code == 200
