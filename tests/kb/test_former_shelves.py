"""A folder that was renamed: links to its collection still arrive."""

import pytest

from core.audience import Audience
from core.db import db
from core.origins import FormerAddress
from kb import content
from kb.models import Article

TEXT = "---\nkey: abcdefghi{n}\ntitle: Giving back {n}\nstatus: published\n---\nBring it.\n"


@pytest.fixture
def folder(app):
    folder = app.config["HOIDAP_CONTENT_PATH"]
    for n in (1, 2):
        path = folder / f"en/members/text-{n}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT.format(n=n))
    content.sync(folder)
    return folder


def test_a_renamed_folder_leads_on(folder, client):
    (folder / "en/members").rename(folder / "en/people")
    content.sync(folder)
    answer = client.get("/kb/collections/members")
    assert (answer.status_code, answer.location) == (301, "/kb/collections/people")
    assert "Giving back 1" in client.get("/kb/collections/people").text


def test_a_folder_that_still_has_something_leads_nowhere(folder, client):
    (folder / "en/people").mkdir()
    (folder / "en/members/text-1.md").rename(folder / "en/people/text-1.md")
    content.sync(folder)
    assert client.get("/kb/collections/members").status_code == 200
    assert db.session.query(FormerAddress).count() == 0


def test_nobody_is_led_to_what_is_not_for_them(folder, client, as_customer):
    (folder / "en/members").rename(folder / "en/people")
    content.sync(folder)
    for article in db.session.query(Article):
        article.audience = Audience.CUSTOMERS
    db.session.commit()
    assert client.get("/kb/collections/members").status_code == 404
    assert as_customer.get("/kb/collections/members").status_code == 301


def test_a_folder_renamed_and_back_is_itself_again(folder, client):
    for old, new in (("members", "people"), ("people", "members")):
        (folder / f"en/{old}").rename(folder / f"en/{new}")
        content.sync(folder)
    assert client.get("/kb/collections/members").status_code == 200
    assert client.get("/kb/collections/people").location == "/kb/collections/members"
    assert client.get("/kb/collections/nowhere").status_code == 404
