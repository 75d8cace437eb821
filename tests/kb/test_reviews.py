"""Draft → in review → published, and what is never published unseen."""

import pytest

from accounts.models import AuditEntry, Notification, Role
from accounts.services import notifications, settings
from core.clock import now
from core.db import db
from core.permissions import rules
from kb.models import ArticleStatus
from kb.services import drafting, publishing, reviewing, work_lists


@pytest.fixture
def colleague(make):
    return make.user(name="Colleague", role=Role.STAFF)


def begun(make, by, **more):
    """A draft with one text of this person."""
    return make.article(status=ArticleStatus.DRAFT, author=by, **more)


def fresh(article):
    """The article as the requests left it."""
    db.session.refresh(article)
    return article


def saved(article, by, body="A better text."):
    drafting.save(article, title=article.title, summary="", body=body, note="", by=by, based_on=1)
    db.session.commit()


def test_a_draft_is_submitted_listed_and_returned_with_words(as_staff, make, colleague):
    article = begun(make, colleague, title="Prices of next year")
    as_staff.post(f"/kb/reviews/{article.id}/submit")
    assert fresh(article).status is ArticleStatus.IN_REVIEW
    assert "Prices of next year" in as_staff.get("/kb/reviews/").text
    address = f"/kb/reviews/{article.id}/send-back"
    assert 'name="revision" type="hidden" value="1"' in as_staff.get(address).text
    said = {"words": "The table is missing.", "revision": "1"}
    assert as_staff.post(address, data=said | {"words": " "}).status_code == 422

    as_staff.post(address, data=said)

    assert (fresh(article).status, article.submitted_at) == (ArticleStatus.DRAFT, None)
    told = db.session.query(Notification).filter_by(kind="article.returned").one()
    assert (told.user_id, told.data["words"]) == (colleague.id, "The table is missing.")
    deeds = db.session.query(AuditEntry.action, AuditEntry.reason).all()
    assert ("article.returned", "The table is missing.") in deeds
    assert "Nothing waits" in as_staff.get("/kb/reviews/").text


def test_a_live_article_stays_live_while_its_newer_text_is_looked_at(as_staff, make, colleague):
    article = make.article(body="As it was.")
    assert as_staff.post(f"/kb/reviews/{article.id}/submit").status_code == 403
    saved(article, colleague)
    as_staff.post(f"/kb/reviews/{article.id}/submit")
    assert (fresh(article).status, article.is_public_now) == (ArticleStatus.PUBLISHED, True)
    assert [each.id for each in work_lists.in_review().articles] == [article.id]

    publishing.publish(article, by=as_staff.user)
    assert (article.submitted_at, article.submitted_by) == (None, None)
    assert article.live_revision.body == "A better text."


def test_a_newer_text_takes_the_submission_back(as_staff, make, colleague):
    article = begun(make, colleague)
    as_staff.post(f"/kb/reviews/{article.id}/submit")
    assert fresh(article).submitted_at
    saved(article, colleague)
    assert (article.status, article.submitted_at) == (ArticleStatus.DRAFT, None)


def test_what_is_taken_from_readers_goes_on_waiting_for_its_reviewer(as_staff, make, colleague):
    article = make.article()
    saved(article, colleague)
    as_staff.post(f"/kb/reviews/{article.id}/submit")
    publishing.unpublish(fresh(article), by=colleague)
    assert article.status is ArticleStatus.IN_REVIEW
    publishing.archive(article, by=colleague)
    assert (article.status, article.submitted_at) == (ArticleStatus.ARCHIVED, None)


def test_a_text_that_came_after_the_page_is_not_published_unseen(as_staff, make, colleague):
    article = begun(make, colleague)
    address = f"/kb/articles/{article.id}/publish"
    assert 'name="revision" type="hidden" value="1"' in as_staff.get(address).text
    saved(article, colleague)
    answer = as_staff.post(address, data={"shown": "public", "revision": "1"})
    assert answer.status_code == 422
    assert "saved a newer text" in answer.text
    assert fresh(article).status is ArticleStatus.DRAFT
    as_staff.post(address, data={"shown": "public", "revision": "2"})
    assert fresh(article).status is ArticleStatus.PUBLISHED


def test_a_text_that_came_after_the_page_is_not_returned_unseen(as_staff, make, colleague):
    """The reviewer's words are about what they read; they stay typed whatever became of it."""
    article = begun(make, colleague)
    as_staff.post(f"/kb/reviews/{article.id}/submit")
    assert f"/kb/reviews/{article.id}/send-back?revision=1" in as_staff.get(article.url).text
    saved(article, colleague)
    address, said = f"/kb/reviews/{article.id}/send-back", {"words": "No table", "revision": "1"}

    answer = as_staff.post(address, data=said)
    assert answer.status_code == 409
    assert "No table</textarea>" in answer.text
    assert "no longer waits for a review" in answer.text

    as_staff.post(f"/kb/reviews/{article.id}/submit")
    assert "saved a newer text" in as_staff.get(f"{address}?revision=1").text
    answer = as_staff.post(address, data=said)
    assert answer.status_code == 409
    assert "No table</textarea>" in answer.text
    assert "saved a newer text" in answer.text
    assert 'name="revision" type="hidden" value="2"' in answer.text
    assert fresh(article).submitted_at is not None
    assert db.session.query(Notification).count() == 0

    assert as_staff.post(address, data=said | {"revision": "2"}).status_code == 303
    assert fresh(article).submitted_at is None


def test_words_for_staff_do_not_reach_who_proposed_the_text(as_staff, make, colleague):
    """A proposal that was taken as it was is a text by its author, who is no colleague."""
    article = begun(make, make.user())
    reviewing.submit(article, by=colleague)
    db.session.commit()
    said = {"words": "Legal says no", "revision": "1"}
    as_staff.post(f"/kb/reviews/{article.id}/send-back", data=said)
    assert [one.user_id for one in db.session.query(Notification)] == [colleague.id]


def test_a_returned_text_of_nobody_is_told_to_who_looks_after_it(as_staff, make, colleague):
    """A file has no author that anybody knows."""
    shelf = make.collection(owner_id=colleague.id)
    for owned, told in ((shelf, [colleague.id]), (make.collection(), [])):
        article = begun(make, None, collection=owned)
        article.status, article.submitted_at = ArticleStatus.IN_REVIEW, now()
        drafting.newest_revision(article).author_id = None
        db.session.query(Notification).delete()
        db.session.commit()
        said = {"words": "No table", "revision": "1"}
        address = f"/kb/reviews/{article.id}/send-back"
        answer = as_staff.post(address, data=said, follow_redirects=True)
        assert [one.user_id for one in db.session.query(Notification)] == told
        assert ("Its author will be told" in answer.text) is bool(told)
        assert ("It no longer waits for a review." in answer.text) is (not told)


def test_a_returned_text_is_told_by_mail_as_well(as_staff, make, colleague, work, mails):
    unconfirmed, has_read = make.user(role=Role.STAFF, confirmed=False), make.user(role=Role.STAFF)
    for writer in (colleague, unconfirmed, has_read):
        article = begun(make, writer, title="Prices of next year")
        as_staff.post(f"/kb/reviews/{article.id}/submit")
        said = {"words": "The table is missing.", "revision": "1"}
        as_staff.post(f"/kb/reviews/{article.id}/send-back", data=said)
    notifications.mark_read(has_read.id)
    work()
    (mail,) = mails
    assert mail.envelope_to == [colleague.email]
    for words in ("Staff", "Prices of next year", "The table is missing.", "/kb/articles/"):
        assert words in mail.get_content()
    assert "Prices of next year" in mail["subject"]


def test_who_publishes_when_the_reviewer_must_differ(app, make, sign_in, colleague):
    people = {role: make.user(role=role) for role in Role}
    writer, submitter = people[Role.STAFF], make.user(role=Role.STAFF)
    article = begun(make, writer)
    article.submitted_by = submitter.id
    db.session.commit()
    everybody = [*people.values(), submitter, colleague]
    may = rules()["kb.publish_article"]
    assert {p for p in everybody if may(p, article)} == {
        writer, submitter, colleague, people[Role.ADMIN]
    }  # fmt: skip

    settings.put("reviewer_must_differ", True, by=None)
    db.session.commit()

    assert {p for p in everybody if may(p, article)} == {colleague, people[Role.ADMIN]}
    for person, code in ((writer, 403), (submitter, 403), (colleague, 200)):
        browser = sign_in(person)
        address = f"/kb/articles/{article.id}/publish"
        assert browser.get(address).status_code == code
        assert (address in browser.get(article.url).text) is (code == 200)


def test_who_submits_and_returns(make, client, as_customer, as_moderator, as_admin, colleague):
    article = begun(make, colleague)
    for browser in (as_customer, as_moderator):
        assert browser.get("/kb/reviews/").status_code == 403
        for verb in ("submit", "send-back"):  # what one may not know of is not there
            assert browser.post(f"/kb/reviews/{article.id}/{verb}").status_code == 404
    assert client.get("/kb/reviews/").status_code in (302, 303)
    assert as_admin.post(f"/kb/reviews/{article.id}/send-back").status_code == 403
    as_admin.post(f"/kb/reviews/{article.id}/submit")
    assert fresh(article).submitted_by == as_admin.user.id
    assert as_admin.post(f"/kb/reviews/{article.id}/submit").status_code == 403
    assert as_admin.get(f"/kb/reviews/{article.id}/send-back").status_code == 200


def test_what_is_too_long_is_refused_in_the_readers_language(sign_in, make, colleague):
    """WTForms has no Vietnamese of its own."""
    article = begun(make, colleague)
    reader = sign_in(make.user(role=Role.STAFF, language="vi"))
    reader.post(f"/kb/reviews/{article.id}/submit")
    refused = reader.post(f"/kb/reviews/{article.id}/send-back", data={"words": "x" * 2001})
    assert "Không được dài quá 2000 ký tự." in refused.text
    assert "x" * 2001 in refused.text
