"""How many threads stand in each room, as the list beside the threads says."""

from accounts.models import Role
from core.db import db
from forum.models import Post, ThreadType
from forum.services import asking, counting, moderation


def ask(room, by, *, title="How?", is_private=False):
    thread = asking.ask(
        category=room, author=by, type=ThreadType.QUESTION, title=title, body=f"{title} Tell me.",
        language="en", is_private=is_private,
    )  # fmt: skip
    db.session.commit()
    return thread


def test_the_worker_counts_what_everybody_sees(app, make, work):
    room, staff = make.category(), make.user(role=Role.STAFF)
    asked = ask(room, make.user())
    ask(room, make.user(), title="Secretly?", is_private=True)
    work()
    assert counting.in_rooms() == {room.id: 1}

    first = db.session.query(Post).filter_by(thread_id=asked.id).one()
    moderation.hide_post(first, by=staff, reason="Off topic")
    db.session.commit()
    work()
    assert counting.in_rooms() == {}


def test_a_moved_thread_is_counted_where_it_stands(app, make, work):
    first, second, staff = make.category(), make.category(), make.user(role=Role.STAFF)
    thread = ask(first, make.user())
    moderation.move_thread(thread, to=second, by=staff, may_widen=False)
    db.session.commit()
    work()
    assert counting.in_rooms() == {second.id: 1}


def test_the_list_of_rooms_shows_the_count(client, make, work):
    room = make.category(name="Devices")
    ask(room, make.user())
    work()
    assert "1 thread<" in client.get(room.url).text
