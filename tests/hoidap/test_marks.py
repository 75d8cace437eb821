"""Who did something in a thread or with an article has pages of their own there."""

import pytest

from accounts.models import Role
from core.clock import now, today
from core.db import Base, db
from forum.models import (
    Flag,
    FlagReason,
    Nomination,
    PostProof,
    Rating,
    Thanks,
    ThreadType,
    Vote,
    Watch,
)
from hoidap import marks
from kb.models import ArticleProof, Proposal

SUBJECTS = {"thread", "post", "article", "revision"}


def test_every_table_that_ties_a_person_to_what_is_read_is_thought_of(app):
    """A new table? Put its model into hoidap/marks.py, or say there why its page shows nothing."""
    tying = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name == "user" for key in table.foreign_keys)
        and (
            table.name in SUBJECTS
            or any(key.column.table.name in SUBJECTS for key in table.foreign_keys)
        )
    }
    known = {row.__tablename__ for row in (*marks.ON_POSTS, *marks.ON_THREADS)}
    known |= {column.class_.__tablename__ for column in marks.ON_ARTICLES}
    known |= {"thread", "post"}  # their authors
    assert tying == known | set(marks.LEAVES_NONE) - {"audit_entry"}


@pytest.fixture
def person(make):
    return make.user()


def shown(person, post, page=1):
    return marks.on_thread_page(person.id, post.thread_id, page)


BY_HAND = {
    "a vote": lambda me, post: Vote(post_id=post.id, user_id=me),
    "thanks": lambda me, post: Thanks(post_id=post.id, user_id=me),
    "a proof": lambda me, post: PostProof(
        post_id=post.id, user_id=me, has_worked=True, tried_on=today()
    ),
    "a flag": lambda me, post: Flag(post_id=post.id, user_id=me, reason=FlagReason.SPAM),
    "a watch": lambda me, post: Watch(thread_id=post.thread_id, user_id=me),
    "a nomination": lambda me, post: Nomination(thread_id=post.thread_id, user_id=me),
    "a rating": lambda me, post: Rating(thread_id=post.thread_id, user_id=me, score=4),
}


@pytest.mark.parametrize("what", BY_HAND)
def test_a_mark_in_a_thread(make, person, what):
    post, other = make.post(), make.post()
    assert not shown(person, post)
    db.session.add(BY_HAND[what](person.id, post))
    db.session.commit()
    assert shown(person, post)
    assert not shown(person, other)
    assert not shown(make.user(), post)


def test_a_post_of_ones_own_marks_its_page_alone(make, person):
    question = make.post()
    for number in range(25):
        make.post(thread=question.thread, body=f"Reply {number}")
    assert not shown(person, question)
    make.post(thread=question.thread, author=person)
    assert not shown(person, question)
    assert shown(person, question, page=2)


@pytest.mark.parametrize("what", ["a proof", "a vote", "its own words"])
def test_a_mark_on_an_accepted_answer_of_another_page_is_one_on_the_first(make, person, what):
    """It stands under the question, with what one said of it."""
    question = make.post()
    for number in range(21):
        answer = make.post(thread=question.thread, body=f"Reply {number}")
    if what == "its own words":
        answer = make.post(thread=question.thread, author=person)
    question.thread.accepted_post_id = answer.id
    db.session.commit()
    if what != "its own words":
        assert not shown(person, question)
        db.session.add(BY_HAND[what](person.id, answer))
        db.session.commit()
    assert shown(person, question)


def test_ones_own_thread_is_marked_on_every_page(make, person):
    thread = make.thread(author=person)
    assert marks.on_thread_page(person.id, thread.id, 1)
    assert marks.on_thread_page(person.id, thread.id, 7)


@pytest.mark.parametrize(
    "fields", [{"is_private": True, "type": ThreadType.COMPLAINT}, {"held_at": now()}]
)
def test_who_has_threads_that_others_do_not_see_shares_nothing(make, person, fields):
    """They may stand among what is like the page."""
    post, article = make.post(), make.article()
    assert not marks.has_unusual(person.id)
    make.thread(author=person, **fields)
    assert marks.has_unusual(person.id)
    assert shown(person, post)
    assert marks.on_article(person.id, article.id)


def test_a_mark_on_an_article(make, person):
    article, other = make.article(), make.article()
    assert not marks.on_article(person.id, article.id)
    db.session.add(
        ArticleProof(article_id=article.id, user_id=person.id, has_worked=True, tried_on=today())
    )
    db.session.commit()
    assert marks.on_article(person.id, article.id)
    assert not marks.on_article(person.id, other.id)


def test_a_proposal_is_a_mark_of_its_author(make, person):
    article = make.article()
    proposal = Proposal(
        article_id=article.id, revision_id=article.live_revision_id, author_id=person.id,
        title="Better", body="Better", decided_by=make.user(role=Role.STAFF).id,
    )  # fmt: skip
    db.session.add(proposal)
    db.session.commit()
    assert marks.on_article(person.id, article.id)


def test_what_cannot_be_is_marked_and_asks_nothing(app, queries):
    with queries() as statements:
        assert marks.on_article(1, 10**30)
        assert marks.on_thread_page(1, 1, 10**30)
    assert statements == []
