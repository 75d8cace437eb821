"""Deed × role: who may do what in search. A new rule without a row fails."""

import pytest

from accounts.models import Role, Visitor
from core.clock import now
from core.permissions import rules
from search.models import Gap

STAFF = {"staff", "admin"}
# deed -> state of the gap ("" for none) -> who may
TABLE = {
    "see_gaps": {"": STAFF},
    "see_log": {"": STAFF},
    "write_gap": {"open": STAFF, "written": set(), "answered": set(), "dismissed": set()},
    "link_gap": {"open": STAFF, "written": STAFF, "answered": set(), "dismissed": set()},
    "equate_gap": {"open": STAFF, "written": STAFF, "answered": set(), "dismissed": set()},
    "take_gap": {"open": STAFF, "taken": set(), "answered": set(), "dismissed": set()},
    "give_back_gap": {"open": set(), "taken": {"staff", "admin"}, "answered": set()},
    "ask_gap": {"open": STAFF, "asked": set(), "answered": set(), "dismissed": set()},
    "dismiss_gap": {"open": STAFF, "written": STAFF, "answered": set(), "dismissed": set()},
    "reopen_gap": {"open": set(), "written": set(), "answered": STAFF, "dismissed": STAFF},
}


@pytest.fixture
def people(make):
    keeper = make.user(role=Role.MODERATOR)
    make.category(moderators=[keeper])
    return {
        "visitor": Visitor(),
        "customer": make.user(),
        "moderator": keeper,
        "other moderator": make.user(role=Role.MODERATOR),
        "staff": make.user(role=Role.STAFF),
        "admin": make.user(role=Role.ADMIN),
    }


def in_state(state, article, owner):
    gap = Gap(words="kettl", typed="kettle", language="en")
    if state in ("written", "answered"):
        gap.article_id = article.id
    if state == "answered":
        gap.answered_at = now()
    if state == "taken":
        gap.owner_id = owner.id
    if state == "asked":
        gap.thread_id = 1
    if state == "dismissed":
        gap.dismissed_at = now()
    return gap


def test_every_deed_stands_in_the_table(app):
    ours = {name.removeprefix("search.") for name in rules() if name.startswith("search.")}
    assert ours == set(TABLE)


@pytest.mark.parametrize(("deed", "state"), [(d, s) for d, row in TABLE.items() for s in row])
def test_who_may(deed, state, people, make):
    rule = rules()[f"search.{deed}"]
    subject = [in_state(state, make.article(), people["staff"])] if state else []
    assert {role for role, actor in people.items() if rule(actor, *subject)} == TABLE[deed][state]


@pytest.mark.parametrize("verb", ["", "/{id}/write", "/{id}/link", "/{id}/dismiss"])
def test_the_pages_ask_the_rules(client, as_customer, as_moderator, as_staff, gap, verb):
    path = f"/search/gaps{verb}".format(id=gap().id)
    assert client.get(path).status_code == 302
    assert "/accounts/sessions/new" in client.get(path).location
    assert as_customer.get(path).status_code == 403
    assert as_moderator.get(path).status_code == 403
    assert as_staff.get(path).status_code == 200
