"""The people of a thread: who is told when it comes to something."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, func, literal, select, union_all

from accounts.models import User
from core.db import db
from forum.models import Post, Thread, Vote, Watch

AT_ONCE = 200  # people in one portion: between two the news so far is kept, and others may write
ASKED, WATCHES, WROTE, VOTED = range(4)  # who is told first: those who wait for it


class Person(NamedTuple):
    """is_involved -- asked, watches the thread, or wrote words in it that can be seen; the others
    found something useful that stands in it."""

    user: User
    is_involved: bool


def people_of(thread_id: int, at_once: int = AT_ONCE) -> Iterator[list[Person]]:
    """Everybody of a thread once, in portions: who asked, who watches it, who wrote, who voted.

    The caller may commit between two portions.
    """
    people = db.session.execute(_people(thread_id)).all()
    for start in range(0, len(people), at_once):
        ranks = {person.id: person.rank for person in people[start : start + at_once]}
        found = select(User).where(User.id.in_(ranks), User.erased_at.is_(None))
        users = sorted(db.session.scalars(found), key=lambda user: (ranks[user.id], user.id))
        yield [Person(user, ranks[user.id] < VOTED) for user in users]


def _people(thread_id: int) -> Select[Any]:
    """Ids, each with the best of its ranks, by which they are ordered."""
    seen = _visible(thread_id)
    voted = select(Vote.user_id).join(seen, seen.c.id == Vote.post_id)
    ways = union_all(
        select(Thread.author_id.label("id"), literal(ASKED).label("rank")).where(
            Thread.id == thread_id
        ),
        select(Watch.user_id, literal(WATCHES)).where(Watch.thread_id == thread_id),
        select(seen.c.author_id, literal(WROTE)),
        voted.add_columns(literal(VOTED)),
    ).subquery()
    rank = func.min(ways.c.rank)
    return select(ways.c.id, rank.label("rank")).group_by(ways.c.id).order_by(rank, ways.c.id)


def _visible(thread_id: int) -> Any:
    return (
        select(Post.id, Post.author_id)
        .where(
            Post.thread_id == thread_id,
            Post.hidden_at.is_(None),
            Post.held_at.is_(None),
            Post.withdrawn_at.is_(None),
        )
        .subquery()
    )
