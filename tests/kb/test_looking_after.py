"""Whose an article is and how often it is checked: as it says, else as its collection says."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Notification, Role
from accounts.services import settings
from core import clock
from core.clock import now, today
from core.db import db
from kb import handlers
from kb.services import work_lists

LONG_AGO = timedelta(days=100)


@pytest.fixture
def keeper(make):
    return make.user(name="Keeper", role=Role.STAFF, email="keeper@example.com")


@pytest.fixture
def shelf(make, keeper):
    return make.collection(name="Returns", owner_id=keeper.id, review_days=30)


def found(**more):
    return {article.id for article in work_lists.needs_check(**more).articles}


def test_the_collection_speaks_where_the_article_is_silent(make, shelf, keeper):
    other = make.user(role=Role.STAFF)
    silent = make.article(collection=shelf, checked_on=today() - LONG_AGO)
    theirs = make.article(collection=shelf, checked_on=today() - LONG_AGO, owner_id=other.id)
    patient = make.article(collection=shelf, checked_on=today() - LONG_AGO, review_days=365)
    elsewhere = make.article(checked_on=today() - LONG_AGO)
    fresh = make.article(collection=shelf)
    moved_on = make.article(owner_id=keeper.id, source_changed_at=now())

    assert found() == {silent.id, theirs.id, moved_on.id}
    assert found(owner=keeper) == {silent.id, moved_on.id}
    assert found(owner=other) == {theirs.id}
    assert work_lists.owners_with_work() == sorted([keeper.id, other.id])
    said = {a.id: a.needs_check for a in (silent, theirs, patient, elsewhere, fresh, moved_on)}
    assert {number for number, needs in said.items() if needs} == found()
    assert (silent.keeper, theirs.keeper, elsewhere.keeper) == (keeper, other, None)


@pytest.mark.sqlite
def test_what_is_due_is_found_by_indexes(make, shelf, queries):
    make.article(collection=shelf, review_days=10)
    with queries() as log:
        work_lists.needs_check()
    asked = next(
        statement for statement in log if "UNION" in statement and "over" in statement.lower()
    )
    blanks = dict.fromkeys(range(asked.count("?")), 1)
    plan = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {asked}", tuple(blanks.values())
    )
    steps = [row[3] for row in plan]
    assert any("ix_article_check" in step or "collection_id" in step for step in steps), steps
    assert [step for step in steps if step.startswith("SCAN article")] == []


def test_owner_and_interval_are_set_on_the_pages(as_staff, as_admin, make, keeper):
    article = make.article()
    address = f"/kb/articles/{article.id}/organize"
    assert "Keeper" in as_staff.get(address).text
    as_staff.post(address, data={"collection": article.collection_id, "owner": str(keeper.id)})
    db.session.refresh(article)
    assert article.owner_id == keeper.id
    assert as_staff.post(address, data={"owner": "987654"}).status_code == 422

    shelf = article.collection
    names = {"name_en": "Guides", "icon": "book"}
    address = f"/desk/settings/collections/{shelf.id}/edit"
    as_admin.post(address, data=names | {"owner": str(keeper.id), "review_days": "60"})
    db.session.refresh(shelf)
    assert (shelf.owner_id, shelf.review_days) == (keeper.id, 60)
    as_admin.post(address, data=names | {"owner": "0", "review_days": ""})
    db.session.refresh(shelf)
    assert (shelf.owner_id, shelf.review_days) == (None, None)


def test_readers_see_the_collections_owner(client, make, shelf):
    checked, never = make.article(collection=shelf), make.article(collection=shelf)
    never.checked_on = None
    db.session.commit()
    for article, words in ((checked, "Keeper</a>"), (never, "Looked after by Keeper</a>")):
        page = client.get(article.url).text
        assert words in page
        assert f'Updated <time class="when " datetime="{now().date()}' in page


def test_owners_are_written_to_on_mondays_and_thursdays_once(
    make, shelf, keeper, mails, work, monkeypatch
):
    due = make.article(title="Old prices", collection=shelf, checked_on=today() - LONG_AGO)
    make.article(title="Not mine", review_days=1, checked_on=today() - LONG_AGO)
    settings.put("timezone", "Asia/Ho_Chi_Minh", by=None)
    db.session.commit()

    def run(moment):
        monkeypatch.setattr(handlers, "now", lambda: moment)
        handlers.ask_owners()
        db.session.commit()
        work()
        return len(mails)

    sunday = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)  # Monday, 6 o'clock, in Vietnam
    assert run(sunday) == 0
    assert run(sunday + timedelta(hours=1)) == 1
    assert run(sunday + timedelta(hours=2)) == 1  # the worker was started anew
    assert run(sunday + timedelta(days=2)) == 1  # Wednesday
    assert run(sunday + timedelta(days=3, hours=1)) == 2  # Thursday
    assert mails[0].envelope_to == ["keeper@example.com"]
    assert "Old prices" in mails[0].get_content()
    assert "Not mine" not in mails[0].get_content()
    assert db.session.query(Notification).filter_by(user_id=keeper.id).count() == 2
    due.checked_on = clock.today()
    assert run(sunday + timedelta(days=7, hours=1)) == 2  # nothing is due


@pytest.mark.sqlite
def test_who_was_written_to_is_found_by_an_index(make, shelf, monkeypatch, queries):
    make.article(collection=shelf, checked_on=today() - LONG_AGO)
    monkeypatch.setattr(handlers, "now", lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))
    with queries() as log:
        handlers.ask_owners()
    asked = [words for words in log if "FROM notification" in words]
    for words in asked:
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {words}", ("",) * words.count("?")
        )
        assert [row[3] for row in plan if row[3].startswith("SCAN notification")] == []
    assert asked
