"""A file does not go before readers, or before more of them, where staff have to look first."""

import pytest

from accounts.services import settings
from core.audience import Audience
from core.db import db
from kb import content
from kb.models import Article, ArticleStatus, Revision
from kb.services import drafting, publishing, reviewing, work_lists

PATH = "en/guides/returns.md"
TEXT = """---
key: abcdefghi1
title: Giving back
audience: customers
status: published   # by hand
checked_on: 2026-11-01
---
Bring the product.
"""
CHANGED = TEXT.replace("Bring", "Carry").replace("2026-11-01", "2026-11-20")


@pytest.fixture
def file(app):
    file = app.config["HOIDAP_CONTENT_PATH"] / PATH
    file.parent.mkdir(parents=True)
    file.write_text(TEXT)
    return file


@pytest.fixture
def sync(app, file):
    def _sync(text=None, **how):
        if text is not None:
            file.write_text(text)
        report = content.sync(app.config["HOIDAP_CONTENT_PATH"], **how)
        return [str(step) for step, _ in report.steps]

    return _sync


@pytest.fixture
def asked(app):
    settings.put("reviewer_must_differ", True, by=None)
    db.session.commit()


def the_article():
    db.session.expire_all()
    return db.session.query(Article).one()


def test_a_new_file_waits_and_keeps_its_bytes(file, sync, asked, as_staff, as_customer, work):
    assert sync(dry_run=True) == ["in review"]
    assert sync() == ["in review"]
    work()
    article = the_article()
    assert as_customer.get(article.url).status_code == 404
    assert [one.id for one in work_lists.in_review().articles] == [article.id]
    assert "from the file" in as_staff.get("/kb/reviews/").text
    assert (file.read_text(), sync()) == (TEXT, [])

    page = as_staff.get(f"/kb/articles/{article.id}/publish")
    form = {"shown": "customers", "revision": "1"}
    assert page.status_code == 200
    assert as_staff.post(f"/kb/articles/{article.id}/publish", data=form).status_code == 303
    work()
    assert "Bring the product." in as_customer.get(the_article().url).text
    assert (the_article().submitted_at, sync()) == (None, [])


def test_a_changed_file_waits_while_readers_keep_the_live_text(
    file, sync, asked, make, as_customer, work
):
    sync(publish=True)
    staff = make.user(role="staff")
    assert sync(CHANGED) == ["in review"]
    article = the_article()
    assert (article.live_revision.number, str(article.checked_on)) == (1, "2026-11-01")
    assert "Bring the product." in as_customer.get(article.url).text

    article.keywords = ["refund"]  # what is organized meanwhile reaches the file beside the text
    publishing.announce("article.changed", article.id, actor_id=staff.id)
    db.session.commit()
    work()
    for part in ("Carry", "refund", "2026-11-20", "published   # by hand"):
        assert part in file.read_text()
    assert sync() == []

    publishing.publish(the_article(), by=staff)
    db.session.commit()
    work()
    assert "Carry the product." in as_customer.get(the_article().url).text
    assert sync() == []


def test_a_file_of_ours_that_says_what_readers_see_again_no_longer_waits(sync, asked):
    sync(publish=True)
    sync(CHANGED)
    assert sync(TEXT.replace("customers", "staff")) == ["changed"]
    article = the_article()
    assert (article.submitted_at, article.audience) == (None, Audience.STAFF)
    assert "Bring" in article.live_revision.body
    assert sync(TEXT.replace("published", "in_review")) == ["changed"]
    assert the_article().status is ArticleStatus.IN_REVIEW
    assert work_lists.in_review().total == 1
    assert sync(TEXT.replace("published", "draft")) == ["changed"]
    assert (the_article().status, the_article().submitted_at) == (ArticleStatus.DRAFT, None)


@pytest.mark.parametrize("how", ["returned", "written over"])
def test_what_staff_do_not_take_leaves_the_file_and_stays_a_revision(
    how, file, sync, asked, make, work
):
    sync(publish=True)
    sync(CHANGED)
    staff, article = make.user(role="staff"), the_article()
    if how == "returned":
        newest = drafting.newest_revision(article, ours=True)
        reviewing.send_back(article, by=staff, words="Not yet.", number=newest.number)
    else:
        drafting.save(
            article, title="Giving back", summary="", body="Ours.", note="", by=staff, based_on=2
        )
    db.session.commit()
    work()
    assert "Bring the product." in file.read_text()
    assert "Carry the product." in [text.body.strip() for text in db.session.query(Revision)]
    assert sync() == []


def test_a_file_widens_no_audience_by_itself(file, sync, make, client, as_staff, work):
    sync()  # no reviewer is asked for here
    wide = TEXT.replace("customers", "public")
    assert sync(wide) == ["in review"]
    work()
    article = the_article()
    assert (article.audience, article.is_public_now) == (Audience.CUSTOMERS, True)
    assert client.get(article.url).status_code == 404
    assert "audience: public" in as_staff.get(f"/kb/articles/{article.id}/publish").text
    assert (file.read_text(), sync()) == (wide, [])

    publishing.change_audience(article, Audience.PUBLIC, by=as_staff.user, shown=Audience.CUSTOMERS)
    publishing.publish(article, by=as_staff.user)
    db.session.commit()
    work()
    assert client.get(the_article().url).status_code == 200
    assert "audience: public" in file.read_text()


def test_the_operator_may_answer_for_it(sync, asked, client):
    assert sync(publish=True) == ["new"]
    assert sync(CHANGED.replace("customers", "public"), publish=True) == ["changed"]
    assert "Carry the product." in client.get(the_article().url).text


@pytest.mark.parametrize("between", ["draft", "archived", "in_review"])
def test_a_file_widens_no_audience_in_two_saves_either(between, file, sync, client, as_staff, work):
    sync()  # no reviewer is asked for here
    wide = TEXT.replace("customers", "public")
    assert sync(wide.replace("published", between)) == ["changed"]
    work()
    assert the_article().audience is Audience.CUSTOMERS
    assert sync(wide) == ["in review"]
    work()
    article = the_article()
    assert article.audience is Audience.CUSTOMERS
    assert client.get(article.url).status_code == 404
    assert "audience: public" in as_staff.get(f"/kb/articles/{article.id}/publish").text
    assert sync(wide.replace("published", "draft"), publish=True) == ["changed"]
    assert the_article().audience is Audience.PUBLIC


def test_what_is_organized_while_the_file_is_saved_anew_is_not_overwritten(
    file, sync, asked, make, work
):
    sync(publish=True)
    staff = make.user(role="staff")
    sync(CHANGED)
    work()
    article = the_article()
    article.keywords = ["refund"]
    publishing.announce("article.changed", article.id, actor_id=staff.id)
    db.session.commit()
    again = CHANGED.replace("Carry", "Send")
    file.write_text(again)
    work()
    assert (file.read_text(), sync()) == (again, [])
    article = the_article()
    newest = drafting.newest_revision(article)
    assert (article.keywords, newest.is_conflict) == (["refund"], True)
    assert "Send the product." in newest.body
