"""The number that rises with every change of what visitors see, and with nothing else."""

from contextlib import suppress

import pytest
from sqlalchemy import delete, select, text, update

from accounts.models import Setting, User
from accounts.services import notifications, sessions
from core import content_version, counters, events, schedule
from core.db import Base, db
from core.events import announce, hears
from core.tags import Tag
from forum.models import Thread, Vote
from kb.models import Article
from search.models import SearchLog
from search.services import log

# Whoever adds a model decides: does a page of a visitor show anything of it?
BEHIND_THE_SCENES = {
    "ArticleDay", "Attempt", "AuditEntry", "Consent", "Delivery", "Flag", "Gap", "Identity",
    "ImportRun", "Notification", "Origin", "Proposal", "QueueItem", "Rating", "Receipt", "Reuse",
    "Schedule", "SearchDay", "SearchLog", "SearchStep", "Session", "Token", "Unsaved", "Waiting",
    "Watch",
}  # fmt: skip


@pytest.fixture
def rises(app):
    """`rises(deed)`: by how much the number rises when the deed is done and committed."""

    def _rises(deed) -> int:
        db.session.commit()
        before = content_version.present().content
        deed()
        db.session.commit()
        return content_version.present().content - before

    return _rises


def test_what_no_visitor_sees_is_this_and_no_more():
    hidden = {m.class_.__name__ for m in Base.registry.mappers if not m.class_.visitors_see}
    assert hidden == BEHIND_THE_SCENES


def test_it_rises_once_a_transaction(rises, make):
    article = make.article()

    def change():
        article.title = "Another"
        db.session.add(Tag(slug="new", name="new"))
        db.session.flush()
        db.session.delete(db.session.query(Tag).one())

    assert rises(change) == 1


@pytest.mark.parametrize(
    "statement",
    [
        update(Thread).values(title="Other"),
        update(Thread.__table__).values(title="Other"),
        delete(Vote),
        text("UPDATE thread SET title = 'Other'"),
    ],
)
def test_it_rises_with_statements_past_the_objects(rises, make, statement):
    make.thread()
    assert rises(lambda: db.session.execute(statement)) == 1


def test_reading_lets_it_be(rises, make):
    make.thread()
    assert rises(lambda: db.session.scalars(select(Thread)).all()) == 0


def test_the_same_value_once_more_is_no_change(rises, make):
    article = make.article()

    def say_the_same():
        article.title = str(article.title)

    assert rises(say_the_same) == 0


def test_a_savepoint_that_fails_takes_no_other_change_with_it(rises, make):
    article = make.article()

    def deed():
        article.title = "Another"
        db.session.flush()
        with suppress(RuntimeError), db.session.begin_nested():
            db.session.add(Tag(slug="new", name="new"))
            raise RuntimeError

    assert rises(deed) == 1


def test_what_was_rolled_back_was_no_change(rises, make):
    article = make.article()

    def deed():
        article.title = "Another"
        db.session.flush()
        db.session.rollback()

    assert rises(deed) == 0


def test_a_change_within_a_savepoint_counts_when_all_is_committed(rises, make):
    article = make.article()

    def deed():
        with db.session.begin_nested():
            article.title = "Another"

    assert rises(deed) == 1


def test_counts_of_views_let_it_be(rises, make):
    article = make.article()

    def look():
        counters.count("article", "view_count", article.id)
        counters.counters().flush()

    assert rises(look) == 0
    db.session.expire_all()
    assert db.session.get_one(Article, article.id).view_count == 1


def test_signing_in_searching_and_being_told_let_it_be(rises, make):
    person = make.user()
    assert rises(lambda: sessions.begin(person)) == 0
    assert rises(lambda: notifications.notify(person.id, "x", "x:1", "/", title="x")) == 0

    def search():
        log.note("lost password", "en", 0, has_failed=True)
        log.buffer().flush()

    assert rises(search) == 0
    assert db.session.query(SearchLog).count() == 1


def test_the_worker_at_rest_lets_it_be(app, rises, make, work, monkeypatch):
    monkeypatch.setattr(events, "_listeners", {})
    monkeypatch.setattr(events, "_heard", {})
    monkeypatch.setattr(schedule, "_jobs", {})

    @hears("thing.happened")
    def handle(_delivery) -> None:
        """Does nothing."""

    @schedule.every(schedule.LEASE)
    def job() -> None:
        """Does nothing."""

    assert rises(lambda: announce("thing.happened", 1)) == 0
    assert rises(work) == 0
    assert rises(schedule.run_due) == 0


def test_people_and_settings_count(rises, make):
    person = make.user()
    assert rises(lambda: setattr(person, "name", "Other")) == 1
    assert rises(lambda: db.session.add(Setting(name="notice", value={"value": "Hi"}))) == 1
    assert rises(lambda: db.session.execute(update(User).values(about="x"))) == 1


def test_without_a_database_there_is_no_number(app):
    db.session.execute(text("DROP TABLE content_version"))
    db.session.info.clear()  # or the commit would look for it
    db.session.commit()
    assert content_version.present() is None


def test_the_second_number_rises_when_somebody_is_signed_out_and_only_then(app, make):
    def access() -> int:
        db.session.commit()
        return content_version.present().access

    anna, before = make.user(), access()
    token = sessions.begin(anna)
    assert access() == before
    sessions.end(token)
    assert access() == before + 1
    sessions.begin(anna)
    db.session.delete(sessions.of(anna)[0])
    assert access() == before + 2
