"""Deed × role: who may do what, all in one table. A new rule without a row fails."""

from datetime import timedelta

import pytest

from accounts.models import Role, Visitor
from core.audience import Audience
from core.clock import now
from core.db import db
from core.permissions import rules
from forum.models import Post, QueueItem, QueueKind, Rating, Reuse, Thread, ThreadState, ThreadType

ROLES = (
    *("visitor", "customer", "trusted", "author"),
    *("moderator", "other moderator", "staff", "admin"),
)
EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {"visitor"}
STAFF = {"staff", "admin"}
ORDER = STAFF | {"moderator"}

# deed -> the thing it is about (see `things`) -> who may
TABLE = {
    "see_category": {
        "category": EVERYBODY,
        "customers' category": SIGNED_IN,
        "staff category": STAFF,
    },
    "see_thread": {
        "thread": EVERYBODY,
        "customers' thread": SIGNED_IN,
        "staff thread": STAFF,
        "private thread": STAFF | {"author"},
        "held thread": ORDER | {"author"},
        "hidden thread": ORDER | {"author"},
        "private held thread": STAFF | {"author"},
    },
    "see_post": {
        "reply": EVERYBODY,
        "hidden reply": ORDER | {"author"},
        "held reply": ORDER | {"author"},
        "withdrawn reply": ORDER | {"author"},
        "private reply": STAFF | {"author"},
    },
    "see_fields": {"thread": STAFF, "private thread": STAFF},
    "ask": {"": SIGNED_IN},
    "start_thread": {
        "category": SIGNED_IN,
        "staff category": STAFF,
        "category staff start in": STAFF,
    },
    "make_announcement": {"": STAFF},
    "reply": {
        "thread": SIGNED_IN,
        "locked thread": set(),
        "held thread": set(),
        "hidden thread": set(),
        "private thread": STAFF | {"author"},
    },
    "edit_post": {
        "reply": STAFF | {"author"},
        "old reply": STAFF,
        "locked reply": STAFF,
        "hidden reply": set(),
        "withdrawn reply": set(),
    },
    "see_history": {"reply": EVERYBODY, "hidden reply": ORDER | {"author"}},
    "withdraw_post": {"reply": {"author"}, "hidden reply": set(), "withdrawn reply": set()},
    "edit_thread": {"thread": STAFF | {"author"}, "locked thread": STAFF, "hidden thread": set()},
    "accept_answer": {
        "reply": STAFF | {"author"},
        "question post": set(),
        "hidden reply": set(),
        "held reply": set(),
        "withdrawn reply": set(),
        "accepted reply": set(),
        "idea reply": set(),
    },
    "unaccept_answer": {"accepted reply": STAFF | {"author"}, "reply": set()},
    "make_official": {"reply": STAFF, "hidden reply": set(), "question post": set()},
    "unmake_official": {"official reply": STAFF, "reply": set()},
    "vote": {
        "reply": SIGNED_IN - {"author"},
        "hidden reply": set(),
        "held reply": set(),
        "withdrawn reply": set(),
        "private reply": STAFF,
    },
    "thank_post": {
        "reply": SIGNED_IN - {"author"},
        "question post": SIGNED_IN - {"author"},
        "hidden reply": set(),
        "held reply": set(),
        "withdrawn reply": set(),
        "private reply": STAFF,
    },
    "prove_post": {
        "accepted reply": SIGNED_IN - {"author"},
        "official reply": SIGNED_IN - {"author"},
        "reply": set(),
        "hidden official reply": set(),
    },
    "take_back_proof": {"reply": SIGNED_IN, "private reply": STAFF | {"author"}},
    "flag_post": {
        "reply": SIGNED_IN - {"author"},
        "hidden reply": set(),
        "held reply": set(),
        "withdrawn reply": set(),
    },
    "watch_thread": {"thread": SIGNED_IN, "private thread": STAFF | {"author"}},
    "hide_post": {
        "reply": ORDER,
        "question post": ORDER,
        "hidden reply": set(),
        "private reply": STAFF,
        "held reply": ORDER,
    },
    "restore_post": {"hidden reply": ORDER, "reply": set()},
    "lock_thread": {"thread": ORDER, "locked thread": set(), "private thread": STAFF},
    "unlock_thread": {"locked thread": ORDER, "thread": set()},
    "pin_thread": {"thread": ORDER, "pinned thread": set(), "private thread": set()},
    "unpin_thread": {"pinned thread": ORDER, "thread": set()},
    "move_thread": {
        "thread": ORDER | {"author"},
        "answered thread": ORDER,
        "private thread": STAFF | {"author"},
    },
    "rate_thread": {
        "thread": set(),
        "solved thread": {"author"},
        "settled complaint": {"author"},
        "hidden solved thread": set(),
    },
    "see_ratings": {"": STAFF},
    "settle_rating": {"low score": STAFF, "high score": set(), "settled score": set()},
    "see_queue": {"": ORDER | {"other moderator"}},
    "approve_item": {"held item": ORDER, "flag item": set(), "private item": set()},
    "dismiss_item": {"flag item": ORDER, "held item": set(), "private item": STAFF},
    "hide_item": {"flag item": ORDER, "held item": ORDER, "private item": STAFF},
    "promote_thread": {"answered thread": STAFF, "thread": set(), "article's thread": set()},
    "link_article": {"thread": STAFF, "article's thread": set(), "hidden thread": set()},
    "see_reuses": {"": STAFF},
    "answer_reuse": {"staff's reuse": {"staff"}, "trusted member's reuse": set()},
    "nominate_thread": {
        "answered thread": {"trusted"},
        "officially answered thread": {"trusted"},
        "thread": set(),
        "article's thread": set(),
        "answered private thread": set(),
        "answered customers' thread": {"trusted"},
        "answered staff thread": set(),
    },
    "see_nominations": {"": STAFF},
    "refuse_nomination": {"answered thread": STAFF, "answered private thread": STAFF},
    "promise_answer": {"complaint": STAFF, "settled complaint": set(), "thread": set()},
    "settle_complaint": {"complaint": STAFF, "settled complaint": set(), "thread": set()},
    "set_state": {"idea": STAFF, "thread": set()},
}


@pytest.fixture
def people(make):
    return {
        "visitor": Visitor(),
        "customer": make.user(),
        "trusted": make.user(trust_level=2),
        "author": make.user(),
        "moderator": make.user(role=Role.MODERATOR),
        "other moderator": make.user(role=Role.MODERATOR),
        "staff": make.user(role=Role.STAFF),
        "admin": make.user(role=Role.ADMIN),
    }


@pytest.fixture
def things(make, people):
    """Name of a thing -> a function that makes it; the author wrote both question and reply."""
    author, keeper = people["author"], people["moderator"]
    make.category(moderators=[people["other moderator"]])
    room = make.category(moderators=[keeper])

    def thread(*, where=room, **more):
        return make.thread(category=where, author=author, **more)

    def reply(*, of=None, **more):
        return make.post(thread=of or thread(), author=author, **more)

    def first(of):
        return db.session.query(Post).filter_by(thread_id=of.id, position=1).one()

    def accepted(**more):
        post = reply()
        post.thread.accepted_post_id = post.id
        for name, value in more.items():
            setattr(post.thread, name, value)
        db.session.commit()
        return post

    def item(kind, post):
        return make.save(QueueItem(kind=kind, post_id=post.id, category_id=post.thread.category_id))

    def of_audience(audience):
        return make.category(audience=audience, moderators=[keeper])

    t = now()
    return {
        "": lambda: None,
        "category": lambda: room,
        "customers' category": lambda: of_audience(Audience.CUSTOMERS),
        "staff category": lambda: of_audience(Audience.STAFF),
        "category staff start in": lambda: make.category(staff_start_only=True),
        "thread": thread,
        "customers' thread": lambda: thread(where=of_audience(Audience.CUSTOMERS)),
        "staff thread": lambda: thread(where=of_audience(Audience.STAFF)),
        "private thread": lambda: thread(is_private=True),
        "held thread": lambda: thread(held_at=t),
        "hidden thread": lambda: thread(hidden_at=t),
        "private held thread": lambda: thread(held_at=t, is_private=True),
        "locked thread": lambda: thread(locked_at=t),
        "pinned thread": lambda: thread(pinned_at=t),
        "answered thread": lambda: accepted().thread,
        "article's thread": lambda: accepted(article_id=make.article().id).thread,
        "officially answered thread": lambda: reply(official_at=t).thread,
        "answered private thread": lambda: accepted(is_private=True).thread,
        "answered customers' thread": lambda: (
            accepted(category_id=of_audience(Audience.CUSTOMERS).id).thread
        ),
        "answered staff thread": lambda: (
            accepted(category_id=of_audience(Audience.STAFF).id).thread
        ),
        "staff's reuse": lambda: Reuse(user_id=people["staff"].id),
        "trusted member's reuse": lambda: Reuse(user_id=people["trusted"].id),
        "idea": lambda: thread(type=ThreadType.IDEA),
        "complaint": lambda: thread(type=ThreadType.COMPLAINT, is_private=True),
        "settled complaint": lambda: thread(
            type=ThreadType.COMPLAINT, is_private=True, state=ThreadState.SETTLED, solved_at=t
        ),
        "reply": reply,
        "old reply": lambda: reply(created_at=t - timedelta(hours=25)),
        "locked reply": lambda: reply(of=thread(locked_at=t)),
        "idea reply": lambda: reply(of=thread(type=ThreadType.IDEA)),
        "private reply": lambda: reply(of=thread(is_private=True)),
        "hidden reply": lambda: reply(hidden_at=t),
        "held reply": lambda: reply(held_at=t),
        "withdrawn reply": lambda: reply(withdrawn_at=t),
        "official reply": lambda: reply(official_at=t),
        "hidden official reply": lambda: reply(official_at=t, hidden_at=t),
        "accepted reply": accepted,
        "question post": lambda: first(thread()),
        "solved thread": lambda: thread(state=ThreadState.SOLVED, solved_at=t),
        "hidden solved thread": lambda: thread(solved_at=t, hidden_at=t),
        "low score": lambda: Rating(score=2),
        "high score": lambda: Rating(score=3),
        "settled score": lambda: Rating(score=1, settled_at=t),
        "held item": lambda: item(QueueKind.HELD, reply(held_at=t)),
        "flag item": lambda: item(QueueKind.FLAG, reply()),
        "private item": lambda: item(QueueKind.FLAG, reply(of=thread(is_private=True))),
    }


def test_every_deed_stands_in_the_table(app):
    ours = {name.removeprefix("forum.") for name in rules() if name.startswith("forum.")}
    assert ours == set(TABLE)


@pytest.mark.parametrize(("deed", "about"), [(d, a) for d, rows in TABLE.items() for a in rows])
def test_who_may(deed, about, people, things):
    thing = things[about]()
    rule = rules()[f"forum.{deed}"]

    may = {
        role
        for role, actor in people.items()
        if (rule(actor) if thing is None else rule(actor, thing))
    }

    assert may == TABLE[deed][about]


@pytest.mark.parametrize("deed", ["ask", "reply", "vote", "flag_post", "start_thread"])
def test_who_has_not_confirmed_an_address_only_reads(deed, make, things):
    stranger = make.user(confirmed=False)
    about = next(iter(TABLE[deed]))
    thing = things[about]()
    rule = rules()[f"forum.{deed}"]

    assert not (rule(stranger) if thing is None else rule(stranger, thing))


def test_trusted_authors_edit_longer(make):
    author = make.user(trust_level=2)
    post = make.post(author=author, created_at=now() - timedelta(days=29))

    assert rules()["forum.edit_post"](author, post)


def test_the_categories_of_a_moderator_are_asked_for_once(make, queries):
    keeper = make.user(role=Role.MODERATOR)
    make.category(moderators=[keeper])
    post = make.post()
    assert isinstance(post.thread, Thread)
    hide = rules()["forum.hide_post"]
    hide(keeper, post)

    with queries() as log:
        for _each in range(5):
            hide(keeper, post)

    assert log == []
