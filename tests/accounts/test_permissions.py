"""Who may do what with people: every deed of accounts × every role."""

import pytest

from accounts import permissions
from accounts.models import Role, User, Visitor
from core.clock import now
from core.permissions import rules

ROLES = ("visitor", "customer", "moderator", "staff", "admin")
# deed -> (whose, who may). "own": the actor; else the role of somebody else; None: no subject.
TABLE = {
    ("confirm_address", None): {"customer", "moderator", "staff", "admin"},
    ("edit_profile", "own"): {"customer", "moderator", "staff", "admin"},
    ("edit_profile", "customer"): set(),
    ("change_password", "own"): {"customer", "moderator", "staff", "admin"},
    ("change_password", "customer"): set(),
    ("see_sessions", "own"): {"customer", "moderator", "staff", "admin"},
    ("see_sessions", "customer"): set(),
    ("see_person_email", "own"): {"customer", "moderator", "staff", "admin"},
    ("see_person_email", "customer"): {"staff", "admin"},
    ("see_members", None): {"staff", "admin"},
    ("manage_members", None): {"admin"},
    ("change_role", "own"): set(),
    ("change_role", "customer"): {"admin"},
    ("change_role", "admin"): {"admin"},
    ("change_role", "erased"): set(),
    ("suspend_person", "own"): set(),
    ("suspend_person", "customer"): {"staff", "admin"},
    ("suspend_person", "moderator"): {"staff", "admin"},
    ("suspend_person", "staff"): {"admin"},
    ("suspend_person", "admin"): {"admin"},
    ("suspend_person", "erased"): set(),
    ("end_sessions", "own"): set(),
    ("end_sessions", "customer"): {"staff", "admin"},
    ("end_sessions", "staff"): {"admin"},
    ("invite_people", None): {"admin"},
    ("manage_settings", None): {"admin"},
    ("manage_products", None): {"admin"},
    ("see_audit", None): {"staff", "admin"},
}


def actor(role):
    return Visitor() if role == "visitor" else User(id=1, name=role, role=Role(role))


def subject(kind, who):
    if kind == "own":
        return who if isinstance(who, User) else User(id=9, name="x", role=Role.CUSTOMER)
    if kind == "erased":
        return User(id=2, name="x", role=Role.CUSTOMER, erased_at=now())
    return User(id=2, name=kind, role=Role(kind))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("deed", "kind"), TABLE)
def test_who_may(deed, kind, role):
    who = actor(role)
    asked = getattr(permissions, deed)

    allowed = asked(who) if kind is None else asked(who, subject(kind, who))

    assert allowed is (role in TABLE[deed, kind])


def test_no_deed_is_forgotten(app):
    deeds = {name.removeprefix("accounts.") for name in rules() if name.startswith("accounts.")}

    assert deeds == {deed for deed, _kind in TABLE}
