"""Members nominate, staff take up or refuse, and those who nominated hear of it."""

import pytest

from accounts.models import AuditEntry, Notification
from core.clock import now
from core.db import db
from forum.models import Nomination
from forum.services import accepting, reuse


@pytest.fixture
def as_trusted(sign_in, make):
    return sign_in(make.user(name="Trusted Tú", trust_level=2, language="en"))


@pytest.fixture
def thread(make):
    post = make.post(thread=make.thread(title="Where is the reset button?"))
    accepting.accept(post, by=post.thread.author)
    db.session.commit()
    return post.thread


def told(person):
    found = db.session.query(Notification).filter_by(user_id=person.id, kind="nomination.settled")
    return [notice.data["outcome"] for notice in found]


def test_a_trusted_member_nominates_once(as_trusted, as_customer, as_staff, client, thread):
    path = f"/forum/nominations/{thread.id}/new"
    assert path in as_trusted.get(thread.url).text
    assert path not in as_customer.get(thread.url).text
    assert path not in as_staff.get(thread.url).text
    assert as_customer.post(path, data={"note": "x"}).status_code == 403
    assert client.post(path).status_code in (302, 303)
    assert as_trusted.get(path).status_code == 200
    assert as_trusted.post(path, data={"note": "x" * 501}).status_code == 422

    assert as_trusted.post(path, data={"note": "Asked each week"}).status_code == 303
    again = as_trusted.post(path, data={"note": "Once more"}, follow_redirects=True)

    assert "You nominated this thread before." in again.text
    assert [one.note for one in db.session.query(Nomination)] == ["Asked each week"]
    for browser in (client, as_customer, as_trusted, as_staff):
        assert "Nominated as an article" in browser.get(thread.url).text
    assert "Asked each week" not in client.get(thread.url).text
    listed = as_staff.get("/forum/nominations/").text
    assert "Asked each week" in listed
    assert "Trusted Tú" in listed
    assert thread.title in as_staff.get("/desk/").text
    assert as_customer.get("/forum/nominations/").status_code == 403

    as_trusted.user.erased_at = now()
    db.session.commit()
    for path in ("/forum/nominations/", "/desk/"):
        page = as_staff.get(path).text
        assert thread.title in page
        assert "Trusted Tú" not in page


def test_staff_refuse_with_a_reason_that_is_told(as_trusted, as_customer, as_staff, thread, work):
    as_trusted.post(f"/forum/nominations/{thread.id}/new", data={"note": ""})
    path = f"/forum/nominations/{thread.id}/refuse"
    assert as_customer.post(path, data={"reason": "No"}).status_code == 403
    assert as_staff.get(path).status_code == 200
    assert as_staff.post(path, data={"reason": " "}).status_code == 422
    assert as_staff.post(path, data={"reason": "It is in the manual"}).status_code == 303
    again = as_staff.post(path, data={"reason": "Twice"}, follow_redirects=True)
    work()

    assert "Somebody else has decided this already." in again.text
    assert told(as_trusted.user) == ["refused"]
    assert "It is in the manual" in as_trusted.get("/me/notifications").text
    assert "Nominated as an article" not in as_customer.get(thread.url).text
    entry = db.session.query(AuditEntry).filter_by(action="thread.nomination_refused").one()
    assert (entry.actor_id, entry.reason) == (as_staff.user.id, "It is in the manual")


@pytest.mark.parametrize("way", ["promote", "link"])
def test_an_article_settles_the_nomination(way, as_trusted, as_staff, thread, make, work):
    as_trusted.post(f"/forum/nominations/{thread.id}/new", data={"note": ""})
    if way == "promote":
        words = {"title": "T", "body": "B", "collection": str(make.collection().id)}
        as_staff.post(f"/forum/threads/{thread.id}/promote", data=words | {"audience": "public"})
    else:
        reuse.link_article(thread, make.article(), by=as_staff.user)
        db.session.commit()
    work()

    assert told(as_trusted.user) == ["promoted"]
    assert "Nothing is nominated" in as_staff.get("/forum/nominations/").text
    is_published = way == "link"
    page = as_trusted.get(thread.url).text
    assert ("it was published as an article" in page) is is_published


def test_nobody_hears_of_a_thread_that_was_closed_to_them(as_trusted, as_staff, thread, work):
    as_trusted.post(f"/forum/nominations/{thread.id}/new", data={"note": ""})
    thread.is_private = True
    db.session.commit()
    as_staff.post(f"/forum/nominations/{thread.id}/refuse", data={"reason": "Private by now"})
    work()
    assert told(as_trusted.user) == []
