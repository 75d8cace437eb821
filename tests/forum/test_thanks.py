"""Thanks reach the person thanked, once a post, and can be taken back."""

import pytest
from flask_babel import force_locale

from accounts.models import Notification
from accounts.services import notifications
from core.audience import Audience
from core.db import db
from forum.models import Thanks


@pytest.fixture
def post(make):
    return make.post(thread=make.thread(title="My lamp flickers"))


def read_out(notice):
    with force_locale("en"):
        return notifications.sentence(notice)


def notices(post):
    db.session.expire_all()
    return db.session.query(Notification).filter_by(user_id=post.author_id).all()


def test_thanks_are_given_counted_and_taken_back(post, as_customer, as_staff, client, sign_in):
    give, back = (f"/forum/thanks/{post.id}/{verb}" for verb in ("give", "take-back"))
    assert give in as_customer.get(post.thread.url).text
    for browser in (as_customer, as_customer, as_staff):
        assert browser.post(give).status_code == 303
    assert db.session.query(Thanks).count() == 2
    assert "Thanks (2)" in client.get(post.thread.url).text
    page = as_customer.get(post.thread.url).text
    assert "You said thanks (2)" in page
    assert back in page
    as_customer.post(back)
    as_customer.post(back)
    assert "Thanks (1)" in as_customer.get(post.thread.url).text

    author = sign_in(post.author)
    assert author.post(give).status_code == 403
    assert give not in author.get(post.thread.url).text
    assert client.post(give).status_code in (302, 303)
    assert db.session.query(Thanks).count() == 1


def test_the_author_has_one_notice_a_post(post, make, sign_in, work):
    browsers = [sign_in(make.user(name=name)) for name in ("An", "Binh", "Chi")]
    browsers[0].post(f"/forum/thanks/{post.id}/give")
    work()
    (notice,) = notices(post)
    assert read_out(notice) == "An thanks you for your post in “My lamp flickers”."
    notifications.mark_read(post.author_id)
    for browser in browsers[1:]:
        browser.post(f"/forum/thanks/{post.id}/give")
    work()
    (notice,) = notices(post)
    assert read_out(notice).startswith("Chi and 2 others thank you")
    assert notice.read_at is not None  # more of the same is no news


def test_what_was_taken_back_unread_is_not_told(post, as_customer, work):
    as_customer.post(f"/forum/thanks/{post.id}/give")
    work()
    as_customer.post(f"/forum/thanks/{post.id}/take-back")
    work()
    assert notices(post) == []


def test_nobody_is_told_of_thanks_for_what_was_hidden_since(post, as_customer, work):
    as_customer.post(f"/forum/thanks/{post.id}/give")
    post.withdrawn_at = post.created_at
    db.session.commit()
    work()
    assert notices(post) == []


def test_nobody_is_told_the_title_of_what_they_may_no_longer_read(post, as_customer, work):
    as_customer.post(f"/forum/thanks/{post.id}/give")
    post.thread.category.audience = Audience.STAFF
    db.session.commit()
    work()
    assert notices(post) == []
