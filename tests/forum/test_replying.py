import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from accounts.models import Role, User
from core.clock import now
from core.db import db
from core.events import Delivery
from forum.models import Post, Thread, ThreadState, ThreadType, Watch
from forum.services import replying
from forum.services.repeating import RepeatedWords


def test_a_reply_stands_at_the_end_and_is_counted(make):
    thread, by = make.thread(), make.user(trust_level=1)
    make.post(thread=thread)

    post = replying.reply(thread, by=by, body="Turn it *off*.")
    db.session.commit()
    db.session.expire_all()

    assert (post.position, thread.reply_count) == (3, 2)
    assert thread.last_post_author_id == by.id
    assert "<em>off</em>" in post.html
    assert "post.replied" in {row.event for row in db.session.query(Delivery)}


@pytest.mark.parametrize("moment", ["locked_at", "hidden_at"])
def test_a_thread_closed_while_the_words_are_rendered_takes_no_reply(make, while_rendering, moment):
    thread, by = make.thread(), make.user()

    def close():
        with db.engine.begin() as somebody:
            somebody.execute(update(Thread).values({moment: now()}))

    while_rendering.append(close)
    with pytest.raises(replying.Locked):
        replying.reply(thread, by=by, body="Still")


def test_a_withdrawn_reply_keeps_its_position(make):
    thread = make.thread()
    make.post(thread=thread, withdrawn_at=now())

    assert replying.reply(thread, by=make.user(), body="Next").position == 3


def test_a_locked_thread_takes_no_reply(make):
    with pytest.raises(replying.Locked):
        replying.reply(make.thread(locked_at=now()), by=make.user(), body="Still")


def test_the_same_words_are_refused(make):
    thread, by = make.thread(), make.user()
    replying.reply(thread, by=by, body="Me too")
    db.session.commit()

    with pytest.raises(RepeatedWords):
        replying.reply(thread, by=by, body="Me too", begun_at=now())
    assert thread.reply_count == 1


def test_sent_twice_is_one_reply(make):
    thread, by = make.thread(), make.user()
    begun = now() - timedelta(seconds=30)

    first = replying.reply(thread, by=by, body="Me too", begun_at=begun)
    db.session.commit()

    assert replying.reply(thread, by=by, body="Me too", begun_at=begun).id == first.id
    assert db.session.query(Post).filter_by(thread_id=thread.id).count() == 2


def test_the_same_words_of_another_person_are_welcome(make):
    thread = make.thread()
    for _each in range(2):
        replying.reply(thread, by=make.user(), body="Me too")
    assert thread.reply_count == 2


def test_a_held_reply_is_not_counted_nor_announced(make):
    thread = make.thread()
    body = "www.a.example www.b.example www.c.example"

    post = replying.reply(thread, by=make.user(), body=body)
    db.session.commit()
    db.session.expire_all()

    assert post.is_held
    assert thread.reply_count == 0
    assert "post.replied" not in {row.event for row in db.session.query(Delivery)}


def test_staff_answer_a_complaint(make):
    thread = make.thread(type=ThreadType.COMPLAINT, is_private=True)

    replying.reply(thread, by=thread.author, body="Well?")
    assert thread.state is ThreadState.OPEN
    replying.reply(thread, by=make.user(role=Role.STAFF), body="We look into it.")
    assert thread.state is ThreadState.ANSWERED


def test_who_replies_may_watch(make):
    thread, by = make.thread(), make.user()
    replying.reply(thread, by=by, body="Tell me", watch=True)
    assert db.session.get(Watch, (thread.id, by.id)) is not None


def test_a_reply_takes_a_handful_of_statements(make, queries):
    thread, by = make.thread(), make.user(trust_level=1)
    replying.reply(thread, by=by, body="Warm up")
    db.session.commit()

    with queries() as log:
        replying.reply(thread, by=by, body="Now counted")
        db.session.commit()

    around = ("INTO delivery", "UPDATE content_version")  # of the outbox, of the page cache
    own = [statement for statement in log if not any(word in statement for word in around)]
    assert len(own) <= 3, log


def test_replies_at_once_have_each_their_position(app, make):
    thread = make.thread()
    people = [make.user() for _each in range(6)]
    thread_id, ids = thread.id, [person.id for person in people]
    failures = []

    def say(person_id):
        try:
            with app.app_context():
                replying.reply(
                    db.session.get_one(Thread, thread_id),
                    by=db.session.get_one(User, person_id),
                    body=f"I am {person_id}",
                )
                db.session.commit()
        except Exception as problem:
            failures.append(problem)

    running = [threading.Thread(target=say, args=(person_id,)) for person_id in ids]
    for each in running:
        each.start()
    for each in running:
        each.join()
    db.session.expire_all()

    assert failures == []
    positions = [p.position for p in db.session.query(Post).filter_by(thread_id=thread_id)]
    assert sorted(positions) == [1, 2, 3, 4, 5, 6, 7]
    assert db.session.get_one(Thread, thread_id).reply_count == 6


def test_clicks_at_the_same_moment_are_one_reply(app, sign_in, make):
    thread, by = make.thread(), make.user(trust_level=1)
    browsers = [sign_in(by) for _ in range(4)]
    db.session.remove()
    together = threading.Barrier(len(browsers), timeout=30)
    answers = []

    def click(browser) -> None:
        together.wait()
        with app.app_context():
            form = {"body": "Turn it off and on."}
            answers.append(browser.post(f"/forum/threads/{thread.id}/reply", data=form))

    clicks = [threading.Thread(target=click, args=(browser,)) for browser in browsers]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(60)

    assert db.session.query(Post).filter_by(thread_id=thread.id).count() == 2  # with the question
    assert {answer.status_code for answer in answers} <= {303, 422}
