"""Edit, withdraw, accept, make official, vote, flag: what may follow on what."""

import threading
from datetime import timedelta

import pytest

from accounts.models import AuditEntry, Role, User
from core.clock import now
from core.db import db
from core.events import Delivery
from forum.models import Flag, FlagReason, Post, QueueItem, Thread, ThreadState, ThreadType, Vote
from forum.services import accepting, editing, flagging, moderation, official, voting


def first_post(thread):
    return db.session.query(Post).filter_by(thread_id=thread.id, position=1).one()


def events():
    return {row.event for row in db.session.query(Delivery)}


def test_an_edit_keeps_what_it_said_before(make):
    post = make.post(body="Press red")

    editing.edit_post(post, by=post.author, body="Press green")

    ((before, newer),) = editing.history(post)
    assert (before.body, newer, post.body) == ("Press red", "Press green", "Press green")
    assert before.replaced_by == post.author_id
    assert "green" in post.html
    assert post.edited_by == post.author_id


def test_an_edit_that_changes_nothing_leaves_nothing(make):
    post = make.post(body="Press red")
    editing.edit_post(post, by=post.author, body="Press red")
    assert (editing.history(post), post.edited_at) == ([], None)


def test_links_put_in_later_are_held_too(make):
    post = make.post()
    body = "www.a.example www.b.example www.c.example"

    editing.edit_post(post, by=post.author, body=body)

    assert post.is_held
    assert post.thread.reply_count == 0


def test_a_withdrawn_answer_is_accepted_no_more(make):
    post = make.post()
    accepting.accept(post, by=post.thread.author)

    editing.withdraw_post(post, by=post.author)

    assert post.thread.accepted_post_id is None
    assert (post.thread.state, post.thread.reply_count) == (ThreadState.OPEN, 0)
    with pytest.raises(editing.AlreadyWithdrawn):
        editing.withdraw_post(post, by=post.author)


def test_a_question_without_replies_is_withdrawn_whole(make):
    lonely, answered = make.thread(), make.post().thread

    editing.withdraw_post(first_post(lonely), by=lonely.author)
    editing.withdraw_post(first_post(answered), by=answered.author)

    assert lonely.is_hidden
    assert not answered.is_hidden


def test_accepting_solves_the_question(make):
    post = make.post()

    accepting.accept(post, by=post.thread.author)

    assert (post.thread.accepted_post_id, post.thread.state) == (post.id, ThreadState.SOLVED)
    assert db.session.query(AuditEntry).filter_by(action="post.accepted").count() == 1
    assert {"post.accepted", "thread.changed"} <= events()


def test_another_answer_takes_the_place_of_the_first(make):
    post = make.post()
    other = make.post(thread=post.thread)
    accepting.accept(post, by=post.thread.author)
    accepting.accept(other, by=post.thread.author)
    assert post.thread.accepted_post_id == other.id


def test_taking_it_back_opens_the_question(make):
    post = make.post()
    accepting.accept(post, by=post.thread.author)
    accepting.unaccept(post, by=post.thread.author)
    assert (post.thread.accepted_post_id, post.thread.state) == (None, ThreadState.OPEN)


@pytest.mark.parametrize("state", ["held_at", "hidden_at", "withdrawn_at"])
def test_what_is_out_of_sight_cannot_be_accepted(make, state):
    post = make.post(**{state: now()})
    with pytest.raises(accepting.NotAcceptable):
        accepting.accept(post, by=post.thread.author)


def test_ideas_have_no_accepted_answer(make):
    post = make.post(thread=make.thread(type=ThreadType.IDEA))
    with pytest.raises(accepting.NotAcceptable):
        accepting.accept(post, by=post.thread.author)


def test_official_is_distinct_from_accepted(make):
    post, by = make.post(), make.user(role=Role.STAFF)

    official.make_official(post, by=by)

    assert post.is_official
    assert post.thread.accepted_post_id is None
    official.unmake_official(post, by=by)
    assert not post.is_official


def test_a_vote_is_given_and_taken_back(make):
    post, by = make.post(), make.user()

    assert voting.toggle(post, by=by)
    assert post.vote_count == 1
    assert voting.voted(by.id, [post.id]) == {post.id}
    assert not voting.toggle(post, by=by)
    assert post.vote_count == 0


def test_votes_for_the_question_are_the_threads(make):
    thread = make.thread()
    voting.toggle(first_post(thread), by=make.user())
    assert thread.vote_count == 1


def test_nobody_votes_for_their_own_words(make):
    post = make.post()
    with pytest.raises(voting.OwnPost):
        voting.toggle(post, by=post.author)


def test_parallel_votes_are_all_counted(app, make):
    post_id = make.post().id
    ids = [make.user().id for _each in range(8)]
    failures = []

    def click(person_id):
        try:
            with app.app_context():
                post = db.session.get_one(Post, post_id)
                voting.toggle(post, by=db.session.get_one(User, person_id))
                db.session.commit()
        except Exception as problem:
            failures.append(problem)

    running = [threading.Thread(target=click, args=(person_id,)) for person_id in ids]
    for each in running:
        each.start()
    for each in running:
        each.join()
    db.session.expire_all()

    assert failures == []
    assert db.session.get_one(Post, post_id).vote_count == 8
    assert db.session.query(Vote).count() == 8


def test_flags_of_many_are_one_item_in_the_queue(make):
    post = make.post()

    flagging.flag(post, by=make.user(), reason=FlagReason.RUDE, note="So loud")
    flagging.flag(post, by=make.user(), reason=FlagReason.SPAM)

    assert db.session.query(QueueItem).filter_by(post_id=post.id).count() == 1
    assert db.session.query(Flag).count() == 2


def test_a_second_flag_of_one_person_says_so(make):
    post, by = make.post(), make.user()
    flagging.flag(post, by=by, reason=FlagReason.RUDE)
    with pytest.raises(flagging.AlreadyFlagged):
        flagging.flag(post, by=by, reason=FlagReason.SPAM)


def test_staff_hide_a_post_and_say_why(make):
    post, by = make.post(), make.user(role=Role.STAFF)
    flagging.flag(post, by=make.user(), reason=FlagReason.RUDE)
    accepting.accept(post, by=post.thread.author)

    moderation.hide_post(post, by=by, reason="Please be kind.", rule=FlagReason.RUDE)

    entry = db.session.query(AuditEntry).filter_by(action="post.hidden").one()
    assert (entry.reason, entry.actor_id) == ("Please be kind.", by.id)
    assert (post.thread.accepted_post_id, post.thread.reply_count) == (None, 0)
    assert post.thread.state is ThreadState.OPEN
    assert db.session.query(QueueItem).filter_by(decided_at=None).count() == 0
    assert db.session.query(Flag).one().resolved_at is not None
    with pytest.raises(moderation.AlreadyHidden):
        moderation.hide_post(post, by=by, reason="Again")


def test_a_restored_post_is_as_before(make):
    post, by = make.post(), make.user(role=Role.STAFF)
    moderation.hide_post(post, by=by, reason="Hm", rule=FlagReason.RUDE)

    moderation.restore_post(post, by=by)

    assert post.is_visible
    assert (post.hidden_reason, post.hidden_rule, post.thread.reply_count) == (None, None, 1)
    with pytest.raises(moderation.NotHidden):
        moderation.restore_post(post, by=by)


def test_hiding_the_question_hides_the_thread(make):
    thread, by = make.thread(), make.user(role=Role.STAFF)

    moderation.hide_post(first_post(thread), by=by, reason="Spam")
    assert (thread.is_hidden, thread.hidden_reason) == (True, "Spam")

    moderation.restore_post(first_post(thread), by=by)
    assert not thread.is_hidden


def test_a_held_question_that_was_hidden_is_asked_when_restored(make):
    thread, by = make.thread(held_at=now()), make.user(role=Role.STAFF)
    post = first_post(thread)
    post.held_at = now()
    moderation.hide_post(post, by=by, reason="Hm")

    moderation.restore_post(post, by=by)

    assert not thread.is_held
    assert "thread.asked" in events()


def test_lock_and_pin_are_written_down(make):
    thread, by = make.thread(), make.user(role=Role.STAFF)

    moderation.lock_thread(thread, by=by, reason="Settled")
    moderation.pin_thread(thread, by=by)
    assert thread.is_locked
    assert thread.pinned_at is not None
    moderation.unlock_thread(thread, by=by)
    moderation.unpin_thread(thread, by=by)

    assert not thread.is_locked
    assert thread.pinned_at is None
    written = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert written == ["thread.locked", "thread.pinned", "thread.unlocked", "thread.unpinned"]


def test_moving_takes_the_queue_along_and_never_widens_unasked(make):
    from core.audience import Audience

    inner = make.category(audience=Audience.CUSTOMERS)
    thread = make.thread(category=inner)
    make.flag(post=make.post(thread=thread))
    outer = make.category()
    by = make.user(role=Role.STAFF)

    with pytest.raises(moderation.WouldWiden):
        moderation.move_thread(thread, to=outer, by=by)
    assert thread.category_id == inner.id

    moderation.move_thread(thread, to=outer, by=by, may_widen=True)
    assert thread.category_id == outer.id
    assert db.session.query(QueueItem).one().category_id == outer.id


def test_a_thread_with_an_article_stays_solved_when_its_answer_goes(make):
    post = make.post()
    accepting.accept(post, by=post.thread.author)
    post.thread.article_id = make.article().id

    moderation.hide_post(post, by=make.user(role=Role.STAFF), reason="Hm")

    assert isinstance(post.thread, Thread)
    assert post.thread.state is ThreadState.SOLVED


def test_old_flags_do_not_count_against_the_limit(app, make):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    from core.ratelimits import Attempt, TooMany

    by = make.user(trust_level=1)
    for _each in range(20):
        flagging.flag(make.post(), by=by, reason=FlagReason.RUDE)
    with pytest.raises(TooMany):
        flagging.flag(make.post(), by=by, reason=FlagReason.RUDE)
    db.session.query(Attempt).update({"at": now() - timedelta(days=1, minutes=1)})

    assert flagging.flag(make.post(), by=by, reason=FlagReason.RUDE).id is not None
