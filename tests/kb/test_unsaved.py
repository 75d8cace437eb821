"""What is typed and not saved: kept apart, shown again, and nobody else's."""

import pytest

from accounts.models import Role
from core.db import db
from kb.models import Unsaved

TYPED = {"title": "How to return", "summary": "", "body": "Half a sent", "based_on": "1"}


def keep(browser, article=None, **changes):
    form = TYPED | {"article": article.id if article else ""} | changes
    return browser.post("/kb/unsaved/keep", data=form)


def rows():
    db.session.expire_all()
    return db.session.query(Unsaved).order_by(Unsaved.id).all()


def test_what_is_typed_is_offered_again_and_gone_once_saved(as_staff, make):
    article = make.article()
    edit = f"/kb/articles/{article.id}/edit"

    assert keep(as_staff, article, quietly="1").text.startswith("Kept at ")
    keep(as_staff, article, body="Half a sentence")
    asked = as_staff.get(edit).text
    going_on = as_staff.get(f"{edit}?unsaved=1").text

    assert [row.body for row in rows()] == ["Half a sentence"]
    assert "You have unsaved changes" in asked
    assert "<textarea" not in asked
    assert "Half a sentence</textarea>" in going_on
    assert as_staff.post(edit, data=TYPED).status_code == 303
    assert rows() == []
    assert "<textarea" in as_staff.get(edit).text


def test_it_can_be_thrown_away(as_staff, make):
    article = make.article()
    keep(as_staff, article)
    keep(as_staff)

    answer = as_staff.post("/kb/unsaved/throw-away", data={"article": article.id})

    assert answer.location.endswith(f"/kb/articles/{article.id}/edit")
    assert [row.article_id for row in rows()] == [None]


def test_a_new_article_is_kept_too(as_staff, make):
    shelf = make.collection()
    keep(as_staff)

    assert "You have unsaved changes" in as_staff.get("/kb/articles/new").text
    assert "Half a sent</textarea>" in as_staff.get("/kb/articles/new?unsaved=1").text
    form = TYPED | {"collection": shelf.id, "language": "en", "audience": "public"}
    assert as_staff.post("/kb/articles/new", data=form).status_code == 303
    assert rows() == []


def test_what_stands_in_the_article_already_is_not_unsaved(as_staff, make):
    article = make.article(title="How to return", body="Bring it.")
    keep(as_staff, article)

    assert keep(as_staff, article, body="Bring it.", quietly="1").text == ""

    assert rows() == []


def test_nobody_sees_or_overwrites_anothers(as_staff, sign_in, make):
    article, other = make.article(), sign_in(make.user(role=Role.STAFF))
    keep(as_staff, article, body="Mine")
    keep(other, article, body="Theirs")

    assert "Theirs" not in as_staff.get(f"/kb/articles/{article.id}/edit?unsaved=1").text
    other.post("/kb/unsaved/throw-away", data={"article": article.id})

    assert [(row.user_id, row.body) for row in rows()] == [(as_staff.user.id, "Mine")]


@pytest.mark.parametrize("path", ["/kb/unsaved/keep", "/kb/unsaved/throw-away"])
def test_only_writers_keep_texts(path, client, as_customer, as_moderator, as_staff, make):
    article = make.article()
    assert client.post(path, data=TYPED | {"article": article.id}).status_code in (302, 303, 401)
    for browser in (as_customer, as_moderator):
        assert browser.post(path, data=TYPED | {"article": article.id}).status_code == 403
    assert as_staff.post(path, data=TYPED | {"article": "999999"}).status_code == 404
    assert rows() == []


def test_strange_input_is_cut_and_cleaned(as_staff, make):
    article = make.article()
    keep(as_staff, article, title="x" * 900, body="a\x00b" + "c" * 300_000, based_on="-7")
    assert [(len(row.title), row.body[:3], row.based_on) for row in rows()] == [(200, "abc", 0)]
    assert len(rows()[0].body) <= 200_000
