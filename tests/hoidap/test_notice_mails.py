"""Between a notice and its mail rights are lost: each kind of mail asks again when it is sent."""

import pytest

from accounts.models import Notification, Role
from accounts.services import notifications
from core.audience import Audience
from core.clock import now, today
from core.db import db
from core.events import announce
from forum.models import Rating, ThreadState
from forum.services import follow_ups
from kb.models import ArticleStatus
from search.models import Gap, Waiting

# Read on the site alone, where the page behind each asks its own rule.
NO_MAIL = {
    "post.accepted", "post.hidden", "post.approved", "post.thanked", "nomination.settled",
    "complaint.settled", "article.doubted", "proposal.taken",
    "proposal.refused",
}  # fmt: skip
ELSEWHERE = {"waiting.answered"}  # below
ASKED = {"thread.solved", follow_ups.KIND}
HIDDEN = {"the thread was hidden", "the thread is held", "its room is for staff now"}
SHUT_OUT = {"they are suspended", "they proved no address"}


@pytest.fixture
def told(make):
    """A notice of each kind, with its mail to come, to somebody who asked a question."""
    thread = make.thread(state=ThreadState.SOLVED, solved_at=now())
    post, article = make.post(thread=thread), make.article()
    thread.article_id = article.id
    keys = {
        "post.replied": f"post.replied:{post.id}",
        "post.mentioned": f"post.mentioned:{post.id}",
        "thread.has_article": f"thread.has_article:{thread.id}:{article.id}",
        "thread.solved": f"thread.solved:{thread.id}",
        follow_ups.KIND: f"{follow_ups.KIND}:{thread.id}",
    }
    return (
        {
            kind: notifications.notify(
                thread.author_id, kind, key, "/", title="A", article="A", post_id=post.id
            )
            for kind, key in keys.items()
        },
        post,
        article,
    )


def test_every_kind_of_notice_is_walked_here():
    kinds = {kind for kind in notifications._wordings if not kind.startswith("test.")}
    assert kinds == NO_MAIL | ELSEWHERE | set(notifications._mails)


def test_no_mail_tells_what_may_no_longer_be_read(told, make):
    notices, post, article = told
    thread, person = post.thread, post.thread.author
    other = make.article()
    at_last = now().replace(year=9999)
    another = make.user().id  # who asked sees a hidden thread still

    changes = {
        "the thread was hidden": (thread, {"author_id": another, "hidden_at": now()}),
        "the thread is held": (thread, {"author_id": another, "held_at": now()}),
        "its room is for staff now": (thread.category, {"audience": Audience.STAFF}),
        "the post was hidden": (post, {"hidden_at": now()}),
        "the article was archived": (article, {"status": ArticleStatus.ARCHIVED}),
        "the article is for staff now": (article, {"audience": Audience.STAFF}),
        "the thread has another article": (thread, {"article_id": other.id}),
        "it is open again": (thread, {"solved_at": None}),
        "they want no such mail": (person, {"wants_follow_ups": False}),
        "they have said so": (Rating(thread_id=thread.id, user_id=person.id), {"score": 5}),
        "they are suspended": (person, {"suspended_until": at_last}),
        "they proved no address": (person.identities[0], {"verified_at": None}),
    }
    ends = dict.fromkeys(notices, HIDDEN | SHUT_OUT)
    for kind in ("post.replied", "post.mentioned"):
        ends[kind] = ends[kind] | {"the post was hidden"}
    ends["thread.has_article"] = HIDDEN | SHUT_OUT | {c for c in changes if "article" in c}
    for kind in ASKED:
        ends[kind] = ends[kind] | {"it is open again", "they want no such mail"}
    ends["thread.solved"] = ends["thread.solved"] | {"they have said so"}

    db.session.commit()
    for change, (thing, values) in changes.items():
        for name, value in values.items():
            setattr(thing, name, value)
        db.session.add(thing)
        db.session.flush()
        unsent = {k for k, notice in notices.items() if not notifications.mail_of(notice)}
        assert unsent == {kind for kind in ends if change in ends[kind]}, change
        db.session.rollback()
        assert all(notifications.mail_of(notice) for notice in notices.values())


def test_owners_who_are_no_staff_any_more_get_no_list(make, mails, work):
    keeper = make.user(role=Role.STAFF)
    article = make.article(owner_id=keeper.id, source_changed_at=now(), checked_on=today())
    for role in (Role.CUSTOMER, Role.STAFF):
        keeper.role = role
        key = f"articles.due:{role}"
        notice = notifications.notify(keeper.id, "articles.due", key, "/kb/articles/needs-check")
        announce("notice.given", notice.id)
        work()
    (mail,) = mails
    assert article.title in mail.get_content()
    assert db.session.query(Notification).count() == 2


@pytest.mark.parametrize("change", [{"audience": Audience.STAFF}, {"status": ArticleStatus.DRAFT}])
def test_who_waited_gets_no_mail_of_an_article_that_was_taken_back(make, mails, work, change):
    article = make.article()
    gap = Gap(words="a b", typed="a b", language="en", article_id=article.id, answered_at=now())
    db.session.add(gap)
    db.session.flush()
    one = Waiting(
        gap_id=gap.id, email="lan@example.com", language="en", confirmed_at=now(),
        consent_version="1",
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    announce("waiting.answered", one.id)
    for name, value in change.items():
        setattr(article, name, value)
    work()
    assert mails == []
