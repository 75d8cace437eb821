"""Nobody is told, by a notice or a mail, of what they may no longer read when it is told."""

import pytest

from accounts.models import Notification, Role
from accounts.services import notifications
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import announce
from forum.models import (
    Nomination,
    NominationOutcome,
    Thanks,
    ThreadState,
    ThreadType,
    Watch,
)
from kb.models import ArticleStatus
from kb.services import reviewing

WORD = "zanzibar"
OF_A_THREAD = {
    "post.replied", "post.accepted", "post.hidden", "post.approved", "post.thanked",
    "thread.solved", "thread.has_article", "complaint.settled", "nomination.settled",
}  # fmt: skip
HELD_ELSEWHERE = {
    "post.mentioned": "staff alone are called; told with post.replied",
    "thread.follow_up": "asks the rule of its page: tests/forum/test_follow_ups.py",
    "article.returned": "below",
    "articles.due": "names no article; its mail is for staff: tests/kb/test_looking_after.py",
    "article.doubted": "its owner, while staff: tests/kb/test_looking_after.py",
    "proposal.taken": "its author's own title: tests/kb/test_proposals.py",
    "proposal.refused": "the same",
    "waiting.answered": "asks anew who may read it: tests/search/test_handlers.py",
}


def test_every_kind_of_notice_is_held():
    assert notifications._wordings.keys() == OF_A_THREAD | HELD_ELSEWHERE.keys()


@pytest.fixture
def room(make):
    return make.category()


@pytest.fixture
def news(make, room):
    """One thread and one complaint of a customer, of which there is everything to tell."""
    asker, other = make.user(), make.user()
    thread = make.thread(
        title=f"{WORD} light",
        category=room,
        author=asker,
        state=ThreadState.SOLVED,
        solved_at=now(),
    )
    answer, hidden = (make.post(thread=thread, author=other) for _ in range(2))
    hidden.hidden_at, hidden.hidden_reason = now(), "Why"
    thread.accepted_post_id, thread.article_id = answer.id, make.article(title=f"All of {WORD}").id
    complaint = make.thread(
        title=f"{WORD} bill", category=room, author=asker, type=ThreadType.COMPLAINT,
        is_private=True, outcome="Paid",
    )  # fmt: skip
    nomination = make.save(
        Nomination(
            thread_id=thread.id, user_id=other.id, note="", outcome=NominationOutcome.PROMOTED
        )
    )
    db.session.add_all(
        [Watch(thread_id=thread.id, user_id=asker.id), Thanks(post_id=answer.id, user_id=asker.id)]
    )
    for event, number in (
        ("post.replied", answer.id), ("post.accepted", answer.id), ("post.hidden", hidden.id),
        ("post.approved", answer.id), ("post.thanked", answer.id), ("thread.solved", thread.id),
        ("thread.linked", thread.id), ("complaint.settled", complaint.id),
        ("nomination.settled", nomination.id),
    ):  # fmt: skip
        announce(event, number)
    db.session.commit()
    return thread


def told():
    return {notice.kind for notice in db.session.query(Notification)}


def test_all_of_it_is_told_to_who_may_read_it(news, work, mails):
    work()
    assert told() == OF_A_THREAD
    assert any(WORD in mail["Subject"] for mail in mails)


def test_nothing_is_told_of_a_thread_that_was_moved_out_of_sight(news, room, work, mails):
    room.audience = Audience.STAFF
    work()
    assert (told(), mails) == (set(), [])


def test_words_of_a_review_are_for_staff_not_for_who_proposed_the_text(make):
    writer, submitter = make.user(), make.user(role=Role.STAFF)
    article = make.article(
        author=writer, status=ArticleStatus.IN_REVIEW, submitted_at=now(), submitted_by=submitter.id
    )
    reviewer = make.user(role=Role.STAFF)
    reviewing.send_back(article, by=reviewer, words="Not to be said outside", number=1)
    assert {notice.user_id for notice in db.session.query(Notification)} == {submitter.id}
