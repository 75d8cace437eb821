from datetime import timedelta

import pytest

from accounts.models import Role
from accounts.services import settings
from core.clock import now, today
from core.db import db
from core.events import Delivery
from core.ratelimits import TooMany
from forum.models import Post, QueueItem, QueueKind, Thread, ThreadState, ThreadType, Watch
from forum.services import asking, complaints
from forum.services.repeating import RepeatedWords


def ask(make, **more):
    words = {
        "category": more.pop("category", None) or make.category(),
        "author": more.pop("author", None) or make.user(trust_level=1),
        "type": ThreadType.QUESTION,
        "title": "Why is it slow?",
        "body": "It was **fast** yesterday.",
        "language": "en",
    } | more
    return asking.ask(**words)


def events():
    return {row.event for row in db.session.query(Delivery)}


def first_post(thread):
    return db.session.query(Post).filter_by(thread_id=thread.id, position=1).one()


def test_a_question_is_a_thread_with_its_first_post_watched_by_its_author(make):
    thread = ask(make, tags=["Wi-Fi", "Tốc độ"], search_words="slow wifi", fields={"phone": "1"})
    db.session.commit()

    post = first_post(thread)
    assert post.html.strip() == "<p>It was <strong>fast</strong> yesterday.</p>"
    assert (thread.state, thread.search_words) == (ThreadState.OPEN, "slow wifi")
    assert {tag.slug for tag in thread.tags} == {"wi-fi", "toc-do"}
    assert db.session.get(Watch, (thread.id, thread.author_id)) is not None
    assert "thread.asked" in events()


def test_a_complaint_is_private_and_promised_a_day(make):
    thread = ask(make, type=ThreadType.COMPLAINT)

    assert thread.is_private
    assert thread.promised_on > today()
    assert thread.promised_on.weekday() < complaints.SATURDAY


def test_a_question_can_be_private_and_a_complaint_open(make):
    assert ask(make, is_private=True).is_private
    assert not ask(make, body="Other", type=ThreadType.COMPLAINT, is_private=False).is_private


def test_the_category_lends_its_product(make):
    product = make.product()
    assert ask(make, category=make.category(product_id=product.id)).product_id == product.id


def test_sent_twice_is_one_thread(make):
    author, room = make.user(trust_level=1), make.category()
    begun = now() - timedelta(minutes=1)

    first = ask(make, author=author, category=room, begun_at=begun)
    db.session.commit()
    again = ask(make, author=author, category=room, begun_at=begun)

    assert again.id == first.id
    assert db.session.query(Thread).count() == 1


def test_the_same_words_from_a_new_form_are_refused_for_five_minutes(make):
    author = make.user(trust_level=1)
    first = ask(make, author=author)
    db.session.commit()

    with pytest.raises(RepeatedWords):
        ask(make, author=author, title="Another title", begun_at=now())

    first_post(first).created_at = now() - timedelta(minutes=6)
    db.session.commit()
    assert ask(make, author=author, begun_at=now()).id != first.id


def test_many_links_of_a_newcomer_are_held_and_not_announced(make):
    body = "https://a.example https://b.example https://c.example"
    thread = ask(make, author=make.user(trust_level=0), body=body)

    item = db.session.query(QueueItem).one()
    assert thread.is_held
    assert first_post(thread).held_reason == "links"
    assert (item.kind, item.category_id) == (QueueKind.HELD, thread.category_id)
    assert "thread.asked" not in events()
    assert "post.held" in events()


@pytest.mark.parametrize("who", [{"trust_level": 1}, {"role": Role.STAFF}])
def test_links_of_known_people_are_not_held(make, who):
    body = "https://a.example https://b.example https://c.example"
    assert not ask(make, author=make.user(**who), body=body).is_held


def test_the_first_post_is_held_where_the_site_wants_it(make):
    settings.put("first_post_hold", True, by=None)
    newcomer, known = make.user(), make.user()
    make.post(author=known)

    assert ask(make, author=newcomer).is_held
    assert not ask(make, author=known).is_held


def test_held_words_hold_whoever_says_them(make):
    settings.put("held_words", ["Casino"], by=None)
    assert ask(make, body="Visit my casino").is_held


def test_a_newcomer_starts_three_threads_a_day(app, make):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    newcomer = make.user()
    from core.ratelimits import Attempt

    for number in range(3):
        ask(make, author=newcomer, body=f"Words {number}")
        db.session.query(Attempt).update({"at": now() - timedelta(minutes=5)})
    with pytest.raises(TooMany):
        ask(make, author=newcomer, body="Words 4")


def test_staff_have_no_limits(app, make):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    colleague = make.user(role=Role.STAFF)

    for number in range(30):
        ask(make, author=colleague, body=f"Words {number}")

    assert db.session.query(Thread).count() == 30
