"""Variables in the settings: staff say what articles name."""

import pytest

from accounts.models import AuditEntry
from core.db import db
from kb.models import Variable, article_variable

PATH = "/desk/settings/variables"
WORDS = {"name": "hotline", "value_vi": "1900 1234", "value_en": ""}


def test_staff_add_change_and_remove_one(as_staff, make):
    article = make.article(title="Returns", body="Call {{ hotline }}.")
    db.session.execute(article_variable.insert().values(article_id=article.id, name="hotline"))
    assert "No variable yet" in as_staff.get(PATH).text
    assert as_staff.post(f"{PATH}/new", data=WORDS).status_code == 303
    assert "in 1 article" in as_staff.get(PATH).text
    page = as_staff.get(f"{PATH}/hotline/edit").text
    assert article.url in page
    assert 'value="1900 1234"' in page
    assert (
        as_staff.post(
            f"{PATH}/hotline/edit", data=WORDS | {"value_vi": "", "value_en": "1800"}
        ).status_code
        == 303
    )
    db.session.expire_all()
    assert db.session.get(Variable, "hotline").values == {"en": "1800"}
    assert "Articles name it." in as_staff.get(f"{PATH}/hotline/remove").text
    assert as_staff.post(f"{PATH}/hotline/remove").status_code == 303
    assert db.session.query(Variable).count() == 0
    deeds = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert deeds == ["variable.added", "variable.changed", "variable.removed"]


@pytest.mark.parametrize(
    "wrong",
    [{"name": "Hot line"}, {"name": "1a"}, {"name": "a\nb"}, {"name": "x" * 41}, {"name": ""},
     {"value_vi": " "}, {"value_vi": "x" * 201}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_typed_words_stay(as_staff, wrong):
    answer = as_staff.post(f"{PATH}/new", data=WORDS | {"value_en": "Typed"} | wrong | (
        {"value_en": ""} if wrong.get("value_vi") == " " else {}
    ))  # fmt: skip
    assert answer.status_code == 422
    assert db.session.query(Variable).count() == 0


def test_a_name_is_given_once(as_staff):
    as_staff.post(f"{PATH}/new", data=WORDS)
    answer = as_staff.post(f"{PATH}/new", data=WORDS | {"value_vi": "Other"})
    assert answer.status_code == 422
    assert 'value="Other"' in answer.text
    assert db.session.query(Variable).one().values == {"vi": "1900 1234"}


def test_who_writes_no_articles_stays_outside(client, as_customer, as_moderator, as_staff):
    as_staff.post(f"{PATH}/new", data=WORDS)
    for page in ("", "/new", "/hotline/edit", "/hotline/remove"):
        assert client.get(PATH + page).status_code in (302, 303)
        for browser in (as_customer, as_moderator):
            assert browser.get(PATH + page).status_code == 403
            assert browser.post(PATH + page, data=WORDS).status_code in (403, 405)
    assert as_staff.get(f"{PATH}/other/edit").status_code == 404
