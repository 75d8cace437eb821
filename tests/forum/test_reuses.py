"""Reuse is review: who answers with an article is asked whether it is still right."""

from datetime import timedelta

import pytest

from core.audience import Audience
from core.clock import now, today
from core.db import db
from forum.models import Reuse
from forum.services import editing, quotes, reuse


@pytest.fixture
def article(make):
    return make.article(title="The known answer", checked_on=today() - timedelta(days=90))


def fresh(thing):
    db.session.expire_all()
    return db.session.get_one(type(thing), thing.id)


def answered_with(article, as_staff, make):
    thread = make.thread(title="Which one is it?")
    as_staff.post(f"/forum/threads/{thread.id}/link-article", data={"article": str(article.id)})
    return thread, db.session.query(Reuse).filter_by(thread_id=thread.id).one()


def test_naming_an_article_in_a_reply_of_staff_counts_once(
    as_staff, as_customer, make, sign_in, article
):
    thread, draft = make.thread(), make.article(status="draft")
    here = f"/forum/threads/{thread.id}/reply"
    as_customer.post(here, data={"body": f"See /a/{article.id}"})
    assert db.session.query(Reuse).count() == 0

    words = f"See http://localhost{article.url} and /a/{draft.id}, /a/999, /a/{article.id}"
    as_staff.post(here, data={"body": words})
    as_staff.post(here, data={"body": f"As I said: /a/{article.id}"})
    colleague = sign_in(make.user(role="staff"))
    colleague.post(f"/forum/threads/{thread.id}/link-article", data={"article": str(article.id)})

    (used,) = db.session.query(Reuse).all()
    assert (used.article_id, used.user_id) == (article.id, as_staff.user.id)
    assert used.post_id is not None
    asked = f"/forum/reuses/{used.id}/answer"
    for path in (thread.url, "/desk/", "/forum/reuses/"):
        assert asked in as_staff.get(path).text
        assert asked not in colleague.get(path).text
    assert asked not in as_customer.get(thread.url).text
    assert as_customer.get("/forum/reuses/").status_code == 403


def test_a_link_that_staff_put_in_by_editing_counts_once(as_staff, as_customer, make, article):
    other = make.article()
    mine = make.post(body="I look it up.", author=as_staff.user)
    theirs = make.post(body=f"It is in /a/{other.id}", author=as_customer.user)

    def edit(browser, post, body):
        assert browser.post(f"/forum/posts/{post.id}/edit", data={"body": body}).status_code == 303

    edit(as_customer, theirs, f"I think it is in /a/{other.id}, or /a/{article.id}")
    edit(as_staff, theirs, f"I think it is in /a/{other.id} or /a/{article.id}.")
    assert db.session.query(Reuse).count() == 0  # the customer named them
    for more in ("", " Please look.", " Gone.", f" Again: /a/{article.id}"):
        edit(as_staff, mine, f"I looked it up: /a/{article.id}.{more}")
        edit(as_staff, mine, f"It is gone.{more}")
    (used,) = db.session.query(Reuse).all()
    assert (used.article_id, used.user_id, used.post_id) == (
        article.id,
        as_staff.user.id,
        mine.id,
    )


def test_yes_renews_the_date(as_staff, as_customer, sign_in, make, article):
    thread, used = answered_with(article, as_staff, make)
    path = f"/forum/reuses/{used.id}/answer"
    assert as_customer.post(path, data={"answer": "yes"}).status_code == 403
    assert sign_in(make.user(role="staff")).post(path, data={"answer": "yes"}).status_code == 403
    assert as_staff.post(path, data={"answer": "perhaps"}).status_code == 422
    assert as_staff.post("/forum/reuses/999/answer").status_code == 404

    answer = as_staff.post(path, data={"answer": "yes"})
    again = as_staff.post(path, data={"answer": "report"}, follow_redirects=True)

    assert answer.status_code == 303
    assert "You have answered this already." in again.text
    assert fresh(article).checked_on == today()
    assert fresh(used).is_right is True
    assert path not in as_staff.get(thread.url).text


def test_a_report_calls_for_a_check_that_shows_whose_it_was(as_staff, client, make, article):
    _thread, used = answered_with(article, as_staff, make)
    as_staff.post(f"/forum/reuses/{used.id}/answer", data={"answer": "report"})

    assert fresh(article).needs_check
    said = "Staff answered with this article and says that it is not right"
    assert said in as_staff.get(article.url).text
    assert said not in client.get(article.url).text


def test_who_mends_it_is_led_to_the_text(as_staff, make, article):
    _thread, used = answered_with(article, as_staff, make)
    answer = as_staff.post(f"/forum/reuses/{used.id}/answer", data={"answer": "edit"})
    assert answer.location == f"/kb/articles/{article.id}/edit"
    assert fresh(used).is_right is False
    assert not fresh(article).needs_check


def test_yes_does_not_pass_over_what_changed(as_staff, make, article):
    _thread, used = answered_with(article, as_staff, make)
    article.source_changed_at = now()
    db.session.commit()
    path = f"/forum/reuses/{used.id}/answer"
    answer = as_staff.post(path, data={"answer": "yes"})
    assert answer.location.endswith("#source-changes")
    assert fresh(article).needs_check
    assert fresh(used).answered_at is None


def test_yes_does_not_pass_over_what_the_worker_has_not_seen_yet(as_staff, make):
    answer = make.post()
    article = make.article(source={"quotes": quotes.as_quotes([answer], for_=Audience.PUBLIC)})
    reuse.link_article(answer.thread, article, by=as_staff.user)
    editing.edit_post(answer, by=answer.author, body="Other words")
    db.session.commit()
    used = db.session.query(Reuse).one()
    answer = as_staff.post(f"/forum/reuses/{used.id}/answer", data={"answer": "yes"})
    assert answer.location.endswith("#source-changes")
    assert "was edited:" in as_staff.get(article.url).text
    assert fresh(used).answered_at is None
