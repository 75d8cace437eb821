"""A translation knows which text of its source it says, and when that is no longer the newest."""

import pytest

from core.audience import Audience
from core.db import db
from kb import content
from kb.content import disk
from kb.models import Article, ArticleStatus, Revision
from kb.services import drafting, publishing, translations

MOVED_ON = "The original was changed since this translation was made"


def revise(article, by, body):
    number = drafting.newest_revision(article).number
    drafting.save(
        article, title=article.title, summary="", body=body, note="", by=by, based_on=number
    )
    publishing.publish(article, by=by)
    db.session.commit()


@pytest.fixture
def pair(as_staff, make):
    """The source, English and out, and its translation, out too; `(source, translation)`."""
    source = make.article(title="Returns", body="Within 7 days.")
    translation = drafting.draft(
        title="Đổi trả", body="Trong 7 ngày.", collection=source.collection, language="vi",
        by=as_staff.user, translation_of=source,
    )  # fmt: skip
    publishing.publish(translation, by=as_staff.user)
    db.session.commit()
    return source, translation


def test_it_is_outdated_from_its_sources_change_until_somebody_compared(pair, as_staff, client):
    source, translation = pair
    first = source.live_revision_id
    assert translation.translated_from_id == first
    assert MOVED_ON not in client.get(translation.url).text

    revise(source, as_staff.user, "Within 30 days.")

    assert MOVED_ON in client.get(translation.url).text
    assert MOVED_ON not in client.get(source.url).text
    page = as_staff.get(translation.url).text
    compare = f"/kb/revisions/{source.live_revision_id}?before=1"
    assert compare in page
    difference = as_staff.get(compare).text
    assert "<del>7</del>" in difference
    assert "<ins>30</ins>" in difference

    confirm = f"/kb/translations/{translation.id}/confirm"
    assert as_staff.post(confirm, data={"revision": source.live_revision_id}).status_code == 303
    assert MOVED_ON not in client.get(translation.url).text
    assert "Its source moved on" not in as_staff.get(translation.url).text


def test_what_is_confirmed_is_the_text_that_was_seen(pair, as_staff, as_customer, make, client):
    source, translation = pair
    revise(source, as_staff.user, "Within 30 days.")
    seen = source.live_revision_id
    revise(source, as_staff.user, "Within 60 days.")
    confirm = f"/kb/translations/{translation.id}/confirm"

    as_staff.post(confirm, data={"revision": seen})

    assert MOVED_ON in client.get(translation.url).text
    other = make.article().live_revision_id
    for wrong in (other, "", 2**40):
        assert as_staff.post(confirm, data={"revision": wrong}).status_code == 404
    assert as_customer.post(confirm, data={"revision": seen}).status_code == 403
    of_source = f"/kb/translations/{source.id}/confirm"
    assert as_staff.post(of_source, data={"revision": seen}).status_code == 403


def test_a_slip_mended_in_the_translation_does_not_hide_it(pair, as_staff, client):
    source, translation = pair
    revise(source, as_staff.user, "Within 30 days.")
    revise(translation, as_staff.user, "Trong vòng 7 ngày.")
    assert MOVED_ON in client.get(translation.url).text


def test_who_may_not_read_the_source_hears_nothing_of_it(pair, as_staff, client):
    source, translation = pair
    revise(source, as_staff.user, "Within 30 days.")
    db.session.get(Article, source.id).audience = Audience.STAFF
    db.session.commit()
    assert MOVED_ON not in client.get(translation.url).text


def test_lists_of_what_is_missing_and_outdated(pair, as_staff, as_customer, make):
    source, translation = pair
    alone = make.article(title="Only English")
    make.article(title="Gone", status=ArticleStatus.ARCHIVED)
    address = "/kb/translations/?language=vi&filter="
    assert "Only English" in as_staff.get(address + "missing").text
    assert "Returns" not in as_staff.get(address + "missing").text
    assert "Gone" not in as_staff.get(address + "missing").text
    assert translations.missing_in("en") == []
    assert "Nothing to translate" in as_staff.get(address + "outdated").text
    revise(source, as_staff.user, "Within 30 days.")
    assert translation.title in as_staff.get(address + "outdated").text
    assert [one.id for one in translations.missing_in("vi", before=alone.id)] == []
    assert as_customer.get(address).status_code == 403


def test_the_lists_have_pages(as_staff, make, onward):
    shelf = make.collection()
    for number in range(translations.PER_PAGE + 1):
        make.article(title=f"Number {number} of many", collection=shelf)
    page = as_staff.get("/kb/translations/?language=vi")
    assert "Number 0 of" not in page.text
    assert "Number 0 of" in as_staff.get(onward(page)).text


def test_a_translation_from_a_file_says_what_its_source_says(app):
    folder = app.config["HOIDAP_CONTENT_PATH"]
    front = "---\nkey: abcdefghi{}\ntitle: A\nstatus: published\n{}---\nText.\n"
    disk.write(folder / "en/guides/a.md", front.format(1, "").encode())
    of = "translation_of: abcdefghi1\n"
    disk.write(folder / "vi/guides/a.md", front.format(2, of).encode())
    content.sync(folder)
    source, translation = db.session.query(Article).order_by(Article.language)
    assert translation.translated_from_id == source.live_revision_id
    disk.write(folder / "en/guides/a.md", front.format(1, "").replace("Text", "New").encode())
    content.sync(folder)
    assert [one.id for one in translations.outdated_in("vi")] == [translation.id]
    assert db.session.query(Revision).count() == 3
