"""What is typed and not saved: kept apart, shown again, and nobody else's."""

import pytest

from accounts.models import Role
from core.db import db
from kb.models import Unsaved

TYPED = {"title": "How to return", "summary": "", "body": "Half a sent", "based_on": "1"}


def keep(browser, article=None, **changes):
    """As one window does: it says which words it knows to be kept."""
    number = article.id if article else None
    left = db.session.query(Unsaved).filter_by(user_id=browser.user.id, article_id=number).first()
    known = {"article": number or "", "kept": left.version if left else ""}
    return browser.post("/kb/unsaved/keep", data=TYPED | known | changes)


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
    version = rows()[0].version
    assert f'name="kept" type="hidden" value="{version}"' in going_on
    assert as_staff.post(edit, data=TYPED | {"kept": version}).status_code == 303
    assert rows() == []
    assert "<textarea" in as_staff.get(edit).text


def test_it_can_be_thrown_away(as_staff, make):
    article = make.article()
    keep(as_staff, article)
    keep(as_staff)

    seen = {"article": article.id, "kept": rows()[0].version}
    answer = as_staff.post("/kb/unsaved/throw-away", data=seen)

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
    theirs = next(row.version for row in rows() if row.body == "Theirs")
    other.post("/kb/unsaved/throw-away", data={"article": article.id, "kept": theirs})

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


def test_two_windows_of_one_person_never_overwrite_each_other(as_staff, make):
    article = make.article(title="How to return", body="Bring it.")
    edit = f"/kb/articles/{article.id}/edit"
    first = keep(as_staff, article, body="From the first", quietly="1").headers["X-Kept"]

    def second(body, **more):
        form = TYPED | {"article": article.id, "body": body, "kept": ""} | more
        return as_staff.post("/kb/unsaved/keep", data=form)

    quiet = second("From the second", quietly="1")
    assert (quiet.status_code, "X-Kept" in quiet.headers) == (409, False)
    assert "keeps another text" in quiet.text
    for harmless in ("", "Bring it."):  # blank, or saved already: would have thrown it away
        assert second(harmless, title="").status_code == 409
    shown = second("From the second")
    assert "From the first</textarea>" in shown.text
    assert "From the second</textarea>" in shown.text
    assert [row.body for row in rows()] == ["From the first"]

    # Saved or thrown away in the second, what the first keeps stays, and is offered again.
    assert as_staff.post(edit, data=TYPED | {"body": "Saved", "kept": ""}).status_code == 303
    as_staff.post("/kb/unsaved/throw-away", data={"article": article.id, "kept": "older"})
    assert [row.body for row in rows()] == ["From the first"]
    assert "You have unsaved changes" in as_staff.get(edit).text

    # Asked, one may keep the second's in its place; the first window is told in its turn.
    assert second("From the second", kept=first).status_code == 303
    assert keep(as_staff, article, body="More", kept=first, quietly="1").status_code == 409
    assert [row.body for row in rows()] == ["From the second"]


def test_new_articles_of_two_windows_are_both_there(as_staff, make):
    shelf = make.collection()
    keep(as_staff, body="From the first")
    form = TYPED | {"collection": shelf.id, "language": "en", "audience": "public", "kept": ""}
    assert as_staff.post("/kb/articles/new", data=form | {"body": "Other"}).status_code == 303
    assert [row.body for row in rows()] == ["From the first"]
    assert as_staff.post("/kb/articles/new", data=form | {"body": "From the first"}).location
    assert rows() == []
