"""Deed × role at the front door. A new rule without a row fails."""

import pytest

from accounts.models import Role, Visitor
from core.clock import now
from core.permissions import rules
from hoidap import permissions
from hoidap.importing.report import Report

ROLES = ("visitor", "customer", "moderator", "staff", "admin", "themselves")
STAFF = {"staff", "admin", "themselves"}  # `themselves` is an admin looked at by that admin
ADMIN = {"admin", "themselves"}

TABLE = {
    "see_desk": STAFF | {"moderator"},
    "see_work": STAFF,
    "retry_delivery": STAFF,
    "see_audit": ADMIN,
    "manage_settings": ADMIN,
    "import_content": ADMIN,
    "see_members": STAFF,
    "see_email": STAFF,
    "manage_members": ADMIN,
    "change_role": {"admin"},
    "change_trust": {"staff", "admin"},
    "suspend_member": {"admin"},
    "send_claim_link": STAFF,
    "invite_people": ADMIN,
}
ABOUT_A_PERSON = {"change_role", "change_trust", "suspend_member"}
ABOUT_A_PLACEHOLDER = {"send_claim_link"}


@pytest.fixture
def actors(make):
    return {
        "visitor": Visitor(),
        "customer": make.user(),
        "moderator": make.user(role=Role.MODERATOR),
        "staff": make.user(role=Role.STAFF),
        "admin": make.user(role=Role.ADMIN),
        "themselves": make.user(role=Role.ADMIN),
    }


@pytest.mark.parametrize("deed", TABLE)
def test_who_may(actors, make, deed):
    rule = getattr(permissions, deed)
    about = (actors["themselves"],) if deed in ABOUT_A_PERSON else ()
    if deed in ABOUT_A_PLACEHOLDER:
        about = (make.placeholder(),)
    assert {role for role in ROLES if rule(actors[role], *about)} == TABLE[deed]


def test_every_rule_stands_in_the_table():
    ours = {name.partition(".")[2] for name in rules() if name.startswith("hoidap.")}
    assert ours == set(TABLE)


# page -> roles that may open it; everybody else gets 403, a visitor the sign-in page
PAGES = {
    "/desk/": {"moderator", "staff", "admin"},
    "/desk/queue": {"moderator", "staff", "admin"},
    "/desk/audit": {"admin"},
    "/desk/deliveries": {"staff", "admin"},
    "/desk/settings/": {"admin"},
    "/desk/settings/site": {"admin"},
    "/desk/settings/contact": {"admin"},
    "/desk/settings/limits": {"admin"},
    "/desk/settings/mail": {"admin"},
    "/desk/settings/search": {"admin"},
    "/desk/settings/import": {"admin"},
    "/desk/settings/import/{run}": {"admin"},
    "/desk/settings/import/{run}/progress": {"admin"},
    "/desk/settings/import/{run}/details?kind=skipped": {"admin"},
    "/desk/settings/import/{run}/report": {"admin"},
    "/desk/settings/members": {"staff", "admin"},
    "/desk/settings/members/{person}": {"staff", "admin"},
    "/desk/settings/members/{person}/role": {"admin"},
    "/desk/settings/members/{person}/categories": {"admin"},
    "/desk/settings/members/{person}/trust": {"staff", "admin"},
    "/desk/settings/members/{person}/suspend": {"admin"},
    "/desk/settings/members/{placeholder}/claim": {"staff", "admin"},
    "/desk/settings/invitations": {"admin"},
    "/desk/settings/products": {"admin"},
    "/desk/settings/products/new": {"admin"},
    "/desk/settings/products/{product}/edit": {"admin"},
    "/desk/settings/collections": {"admin"},
    "/desk/settings/collections/new": {"admin"},
    "/desk/settings/collections/{collection}/edit": {"admin"},
    "/desk/settings/categories": {"admin"},
    "/desk/settings/categories/new": {"admin"},
    "/desk/settings/categories/{category}/edit": {"admin"},
    "/desk/settings/tags": {"admin"},
    "/me/": {"customer", "moderator", "staff", "admin"},
    "/me/questions": {"customer", "moderator", "staff", "admin"},
    "/me/watching": {"customer", "moderator", "staff", "admin"},
    "/me/notifications": {"customer", "moderator", "staff", "admin"},
    "/me/waiting": {"customer", "moderator", "staff", "admin"},
}
DEEDS = (
    "/desk/settings/members/{person}/end-suspension",
    "/desk/settings/members/{person}/sign-out",
    "/desk/settings/import",
    "/desk/settings/import/{run}/begin",
    "/desk/settings/import/{run}/try-again",
    "/desk/settings/import/{run}/cancel",
    "/desk/settings/import/{run}/delete-file",
)


def test_every_page_asks_who_you_are(client, as_customer, as_moderator, as_staff, as_admin, make):
    things = {
        "person": make.user().id,
        "placeholder": make.placeholder().id,
        "product": make.product().id,
        "collection": make.collection().id,
        "category": make.category().id,
        "run": make.import_run(checked_at=now(), found=Report().as_json()).id,
    }
    browsers = {
        "customer": as_customer,
        "moderator": as_moderator,
        "staff": as_staff,
        "admin": as_admin,
    }
    for page, allowed in PAGES.items():
        path = page.format(**things)
        assert client.get(path).status_code in (302, 303), path
        for role, browser in browsers.items():
            expected = 200 if role in allowed else 403
            assert browser.get(path).status_code == expected, f"{role} {path}"
    for deed in DEEDS:
        path = deed.format(**things)
        for role in ("customer", "moderator", "staff"):
            assert browsers[role].post(path).status_code == 403, f"{role} {path}"
