"""How content the asker is: asked once, changed until staff have looked after a low one."""

import re
from datetime import timedelta

import pytest

from accounts.models import AuditEntry, Notification
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import Delivery
from forum.models import Rating, ThreadState, ThreadType
from forum.services import accepting, complaints, follow_ups, ratings, reuse


@pytest.fixture
def solved(make, as_customer):
    """A question of the customer's with an accepted answer."""
    thread = make.thread(title="Where is my parcel?", author=as_customer.user)
    accepting.accept(make.post(thread=thread), by=as_customer.user)
    db.session.commit()
    return thread


@pytest.fixture
def an_hour_later(work):
    """What waits for an hour to pass is done."""

    def _later():
        for delivery in db.session.query(Delivery):
            delivery.run_after = now() - timedelta(seconds=1)
        work()

    return _later


def test_when_a_thread_counts_as_solved(make, solved, as_staff):
    first = solved.solved_at
    assert first is not None
    accepting.accept(make.post(thread=solved), by=as_staff.user)  # a better answer
    assert solved.solved_at == first
    accepting.unaccept(solved.accepted_post, by=as_staff.user)
    assert (solved.state, solved.solved_at) == (ThreadState.OPEN, None)
    reuse.link_article(solved, make.article(), by=as_staff.user)
    assert solved.solved_at is not None

    complaint = make.thread(type=ThreadType.COMPLAINT)
    complaints.settle(complaint, by=as_staff.user, outcome="Paid back")
    assert (complaint.state, complaint.solved_at is None) == (ThreadState.SETTLED, False)


def test_the_asker_is_asked_once_and_by_one_mail(
    solved, mails, work, an_hour_later, make, as_customer, as_staff
):
    work()
    assert mails == []  # people click, look again, and take it back
    an_hour_later()
    accepting.unaccept(solved.accepted_post, by=as_staff.user)
    accepting.accept(make.post(thread=solved), by=as_staff.user)
    an_hour_later()
    asked = [mail for mail in mails if "How did it go" in mail["Subject"]]
    assert [mail["To"] for mail in asked] == [as_customer.user.email]
    assert f"{ratings.give_url(solved)}?score=5" in asked[0].get_content()
    notice = db.session.query(Notification).filter_by(kind="thread.solved").one()
    assert notice.user_id == as_customer.user.id


def test_nobody_is_asked_about_what_is_open_again_or_was_rated(
    solved, mails, an_hour_later, make, as_customer
):
    accepting.unaccept(solved.accepted_post, by=as_customer.user)
    rated = make.thread(author=as_customer.user)
    accepting.accept(make.post(thread=rated), by=as_customer.user)
    ratings.rate(rated, score=5, words="", by=as_customer.user)
    db.session.commit()
    an_hour_later()
    assert [mail for mail in mails if "How did it go" in mail["Subject"]] == []


def test_a_low_score_is_a_task_until_it_is_settled_with_words(
    solved, as_customer, as_staff, as_moderator, make, client
):
    address = f"/forum/ratings/{solved.id}/edit"
    assert f"{address}?score=4" in as_customer.get(solved.url).text
    for other in (client, as_staff, as_moderator):
        assert address not in other.get(solved.url).text
        assert other.post(address, data={"score": "5"}).status_code in (302, 403)
    for wrong in ("6", "0", "", "x"):
        answer = as_customer.post(address, data={"score": wrong, "words": "Kept words"})
        assert (answer.status_code, "Kept words" in answer.text) == (422, True)

    as_customer.post(address, data={"score": "5"})
    assert "Where is my parcel?" not in as_staff.get("/forum/ratings/").text
    as_customer.post(address, data={"score": "1", "words": "It took a month"})
    rating = db.session.query(Rating).one()
    assert "It took a month" in as_staff.get("/forum/ratings/").text
    task = f"/forum/ratings/{rating.id}/settle"
    assert task in as_staff.get("/desk/").text
    assert as_moderator.get("/forum/ratings/").status_code == 403
    for other in (as_customer, as_moderator):
        assert other.get(task).status_code == 403
    assert as_staff.post(task, data={"how": " "}).status_code == 422

    as_staff.post(task, data={"how": "Called and sent a voucher"})

    assert "It took a month" not in as_staff.get("/forum/ratings/").text
    assert task not in as_staff.get("/desk/").text
    entry = db.session.query(AuditEntry).filter_by(action="rating.settled").one()
    assert (entry.subject, entry.reason) == (f"thread:{solved.id}", "Called and sent a voucher")
    as_customer.post(address, data={"score": "5"})
    db.session.refresh(rating)
    assert (rating.score, rating.settled_by) == (1, as_staff.user.id)
    assert as_staff.post(task, data={"how": "Again"}).status_code == 403


def test_a_press_in_the_mail_says_so_without_signing_in(
    solved, as_customer, as_staff, client, make, app
):
    address = ratings.give_url(solved).removeprefix("http://localhost")
    for score in range(1, 6):
        page = client.get(f"{address}?score={score}")
        chosen = re.findall(r"<input[^>]*checked[^>]*>", page.text)
        assert [re.search(r'value="(\d)"', one)[1] for one in chosen] == [str(score)]
    assert db.session.query(Rating).count() == 0  # a mail scanner says nothing

    def say(**data):
        return client.post(address, data=data).status_code

    assert say(score="9") == 422
    assert [say(score="1", words="Too slow"), say(score="2")] == [303, 303]
    rating = db.session.query(Rating).one()
    assert (rating.score, rating.words, rating.user_id) == (2, "Too slow", as_customer.user.id)
    assert as_staff.get("/forum/ratings/").text.count(f"/forum/ratings/{rating.id}/settle") == 1
    assert "Too slow" not in client.get(address).text

    ratings.settle(rating, by=as_staff.user, how="Called")
    db.session.commit()
    assert say(score="1") == 303
    db.session.refresh(rating)
    assert (rating.score, rating.is_task) == (2, False)
    app.config["WTF_CSRF_ENABLED"] = True
    assert say(score="1") == 400  # the link alone is no form of ours


def test_the_link_is_for_one_thread_and_ends_with_its_right(solved, client, make, as_customer):
    address = ratings.give_url(solved).removeprefix("http://localhost")
    stop = follow_ups.stop_url(as_customer.user).rpartition("/")[2]
    for wrong in (address[:-1], f"/forum/ratings/give/{stop}", "/forum/ratings/give/x"):
        assert client.get(wrong).status_code == 404
    for thing, name, value in (
        (solved, "hidden_at", now()),
        (solved, "solved_at", None),
        (solved.category, "audience", Audience.STAFF),
        (as_customer.user, "suspended_until", now() + timedelta(days=1)),
    ):
        former = getattr(thing, name)
        setattr(thing, name, value)
        assert client.post(address, data={"score": "1"}).status_code == 404
        setattr(thing, name, former)
    assert client.get(address).status_code == 200
    assert db.session.query(Rating).count() == 0


def test_what_was_said_is_shown_to_nobody_else(solved, as_customer, client, make, sign_in):
    ratings.rate(solved, score=2, words="Rather unfriendly", by=as_customer.user)
    for browser in (client, as_customer, sign_in(make.user())):
        assert "Rather unfriendly" not in browser.get(solved.url).text
    assert "Rather unfriendly" in as_customer.get(f"/forum/ratings/{solved.id}/edit").text
