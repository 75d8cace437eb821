import pytest

from accounts.models import AuditEntry, Role
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import Delivery
from forum.models import Flag, Post, QueueItem, QueueKind
from forum.services import queue


def held(make, *, category=None, **more):
    thread = make.thread(category=category or make.category(), **more)
    post = make.post(thread=thread, held_at=now(), held_reason="links")
    return make.save(
        QueueItem(kind=QueueKind.HELD, post_id=post.id, category_id=thread.category_id)
    )


def test_staff_have_all_of_it_oldest_first(make):
    staff = make.user(role=Role.STAFF)
    first = held(make)
    make.flag(post=make.post(), note="Look")

    lines = queue.open_items(staff)

    assert lines[0].item.id == first.id
    assert [flag.note for flag in lines[1].flags] == ["Look"]
    assert queue.count(staff) == 2
    assert [line.item.id for line in queue.open_items(staff, after=first.id)] == [lines[1].item.id]


def test_moderators_have_what_is_in_their_categories_and_not_private(make):
    keeper = make.user(role=Role.MODERATOR)
    room = make.category(moderators=[keeper])
    mine = held(make, category=room)
    held(make, category=room, is_private=True)
    held(make)

    assert [line.item.id for line in queue.open_items(keeper)] == [mine.id]
    assert queue.count(keeper) == 1


def test_moderators_have_nothing_of_a_room_they_may_not_enter(make):
    keeper = make.user(role=Role.MODERATOR)
    held(make, category=make.category(moderators=[keeper], audience=Audience.STAFF))

    assert queue.open_items(keeper) == []
    assert queue.count(keeper) == 0


def test_customers_have_none_of_it(make):
    held(make)
    assert queue.open_items(make.user()) == []


def test_who_flagged_is_not_in_the_list(make):
    make.flag(note="Look")
    (line,) = queue.open_items(make.user(role=Role.STAFF))
    assert set(line.flags[0]._fields) == {"reason", "note", "at"}


def test_approved_words_are_everybodys(make):
    staff, item = make.user(role=Role.STAFF), held(make)

    queue.approve(item, by=staff)
    db.session.commit()

    assert item.post.is_visible
    assert item.post.thread.reply_count == 1
    assert (item.decision, item.decided_by) == ("approved", staff.id)
    events = {row.event for row in db.session.query(Delivery)}
    assert {"post.approved", "post.replied"} <= events
    assert db.session.query(AuditEntry).filter_by(action="post.approved").count() == 1
    with pytest.raises(queue.AlreadyDecided):
        queue.approve(item, by=staff)


def test_an_approved_question_is_asked(make):
    thread = make.thread(held_at=now())
    post = db.session.query(Post).filter_by(thread_id=thread.id).one()
    post.held_at = now()
    item = make.save(
        QueueItem(kind=QueueKind.HELD, post_id=post.id, category_id=thread.category_id)
    )

    queue.approve(item, by=make.user(role=Role.STAFF))

    assert not thread.is_held
    assert "thread.asked" in {row.event for row in db.session.query(Delivery)}


def test_dismissed_flags_are_done_with(make):
    staff, flag = make.user(role=Role.STAFF), make.flag()
    item = db.session.query(QueueItem).one()

    queue.dismiss(item, by=staff)

    assert item.decision == "dismissed"
    assert db.session.get_one(Flag, flag.id).resolved_at is not None
    assert flag.post.is_visible
    assert queue.open_items(staff) == []


def decide(client, item, verb, **data):
    return client.post(f"/forum/queue/{item.id}/{verb}", data=data)


def test_a_moderator_decides_in_their_category_alone(as_moderator, make):
    room = make.category(moderators=[as_moderator.user])
    mine, other = held(make, category=room), held(make)

    assert decide(as_moderator, mine, "approve").status_code == 303
    assert decide(as_moderator, other, "approve").status_code == 404
    db.session.expire_all()
    assert db.session.get_one(QueueItem, mine.id).decision == "approved"
    assert db.session.get_one(QueueItem, other.id).decision is None


def test_hiding_from_the_queue_needs_a_reason(as_staff, make):
    item = held(make)

    assert as_staff.get(f"/forum/queue/{item.id}/hide").status_code == 200
    assert decide(as_staff, item, "hide", reason=" ").status_code == 422
    answer = decide(as_staff, item, "hide", reason="Advertising", next="/desk/queue?after=3")

    assert (answer.status_code, answer.location) == (303, "/desk/queue?after=3")
    db.session.expire_all()
    found = db.session.get_one(QueueItem, item.id)
    assert (found.decision, found.post.hidden_reason) == ("hidden", "Advertising")


def test_a_decision_never_leads_off_the_site(as_staff, make):
    make.flag()
    item = db.session.query(QueueItem).one()
    answer = decide(as_staff, item, "dismiss", next="//evil.example")
    assert answer.location == "/desk/queue"


@pytest.mark.parametrize("verb", ["approve", "hide", "dismiss"])
def test_nobody_else_decides(client, as_customer, make, verb):
    item = held(make)
    assert decide(client, item, verb, reason="x").status_code in (302, 401, 404)
    assert decide(as_customer, item, verb, reason="x").status_code in (403, 404)
    assert decide(as_customer, item, verb).status_code in (403, 404)
    assert as_customer.post(f"/forum/queue/9999/{verb}").status_code == 404
