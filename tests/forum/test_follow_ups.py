"""“Is it still fine?”: once for each thread, to who likes to be asked."""

from datetime import timedelta

import pytest

from accounts.models import Notification
from accounts.services import settings
from core.audience import Audience
from core.clock import now
from core.db import db
from forum import handlers
from forum.models import ThreadState, ThreadType
from forum.services import accepting, follow_ups


@pytest.fixture
def solved(make, as_customer):
    """A question of the customer's that was solved eight days ago."""
    thread = make.thread(title="My lamp flickers", author=as_customer.user)
    accepting.accept(make.post(thread=thread), by=as_customer.user)
    thread.solved_at = now() - timedelta(days=8)
    db.session.commit()
    return thread


@pytest.fixture
def an_hour(work):
    """What the worker does once an hour, and what comes of it."""

    def _hour():
        handlers.ask_whether_it_is_still_fine()
        work()

    return _hour


def asked(mails):
    return [mail for mail in mails if "Is it still fine" in mail["Subject"]]


def test_asked_once_some_days_later(solved, make, mails, an_hour, as_customer):
    author = as_customer.user
    make.thread(author=author, state=ThreadState.SOLVED, solved_at=now() - timedelta(days=6))
    make.thread(author=author, state=ThreadState.SOLVED, solved_at=now() - timedelta(days=11))
    make.thread(author=author, solved_at=now() - timedelta(days=8), hidden_at=now())
    an_hour()
    an_hour()
    (mail,) = asked(mails)
    assert mail["To"] == author.email
    assert "My lamp flickers" in mail["Subject"]
    assert f"/forum/follow-ups/{solved.id}" in mail.get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_cannot_be_asked_keeps_nobody_from_being_asked(solved, make):
    for more in (
        {"hidden_at": now()},
        {"held_at": now()},
        {"category": make.category(audience=Audience.STAFF)},
    ):
        make.thread(solved_at=now() - timedelta(days=9), **more)
    assert follow_ups.ask_due(limit=1) == 1
    assert db.session.query(Notification).one().user_id == solved.author_id


@pytest.mark.parametrize("days", [0, 30])
def test_the_site_says_when_and_whether(solved, mails, an_hour, days):
    settings.put("follow_up_days", days, by=None)
    db.session.commit()
    an_hour()
    assert asked(mails) == []


def test_switched_off_in_the_profile(solved, mails, an_hour, as_customer):
    page = as_customer.get("/accounts/people/edit").text
    assert 'name="wants_follow_ups"' in page
    as_customer.post("/accounts/people/edit", data={"name": "Customer", "language": "en"})
    an_hour()
    assert asked(mails) == []


def test_switched_off_by_the_link_without_signing_in(solved, client, make, as_customer, app):
    address = follow_ups.stop_url(as_customer.user).removeprefix("http://localhost")
    assert client.get(address).status_code == 200  # a mail scanner switches nothing off
    db.session.refresh(as_customer.user)
    assert as_customer.user.wants_follow_ups
    assert client.get(address[:-1]).status_code == 404
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(address).status_code == 422
    answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    db.session.refresh(as_customer.user)
    assert not as_customer.user.wants_follow_ups


def test_still_fine(solved, as_customer, client):
    address = f"/forum/follow-ups/{solved.id}"
    answer = as_customer.post(address, data={"fine": "1"}, follow_redirects=True)
    assert "Good to hear" in answer.text
    db.session.refresh(solved)
    assert solved.state is ThreadState.SOLVED


def test_not_fine_opens_the_question_and_leads_to_a_reply(solved, as_customer):
    answer = as_customer.post(f"/forum/follow-ups/{solved.id}", data={"not_fine": "1"})
    assert answer.location == f"/forum/threads/{solved.id}/reply"
    db.session.refresh(solved)
    assert (solved.state, solved.solved_at, solved.accepted_post_id) == (
        ThreadState.OPEN,
        None,
        None,
    )


def test_a_settled_complaint_stays_settled(make, as_customer):
    complaint = make.thread(
        author=as_customer.user,
        type=ThreadType.COMPLAINT,
        state=ThreadState.SETTLED,
        solved_at=now(),
        is_private=True,
    )
    answer = as_customer.post(f"/forum/follow-ups/{complaint.id}", data={"not_fine": "1"})
    assert answer.location.endswith("/reply")
    db.session.refresh(complaint)
    assert complaint.state is ThreadState.SETTLED


def test_only_the_asker_answers(solved, make, client, as_staff, as_moderator, sign_in):
    address = f"/forum/follow-ups/{solved.id}"
    assert client.get(address).status_code in (302, 303)
    for browser in (as_staff, as_moderator, sign_in(make.user())):
        assert browser.post(address, data={"not_fine": "1"}).status_code == 403
    db.session.refresh(solved)
    assert solved.state is ThreadState.SOLVED
