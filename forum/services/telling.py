"""The people of a thread: who is told when it comes to something."""

from typing import Any

from sqlalchemy import Select, SelectBase, select, union

from accounts.models import User
from core.db import db
from forum.models import Post, Thread, Vote, Watch

MOST = 1_000  # people told of one piece of news


def people_of(thread: Thread) -> list[User]:
    """Who asked, watches it, or wrote words in it that can be seen."""
    wrote = _visible(thread, Post.author_id)
    watch = select(Watch.user_id).where(Watch.thread_id == thread.id)
    return _people(union(select(Thread.author_id).where(Thread.id == thread.id), watch, wrote))


def voters_of(thread: Thread) -> list[User]:
    """Who found something useful that stands in it."""
    posts = _visible(thread, Post.id).scalar_subquery()
    return _people(select(Vote.user_id).where(Vote.post_id.in_(posts)).distinct())


def _visible(thread: Thread, column: Any) -> Select[Any]:
    return select(column).where(
        Post.thread_id == thread.id,
        Post.hidden_at.is_(None),
        Post.held_at.is_(None),
        Post.withdrawn_at.is_(None),
    )


def _people(ids: SelectBase) -> list[User]:
    (number,) = ids.subquery().columns
    people = select(User).where(User.id.in_(select(number)), User.erased_at.is_(None))
    return list(db.session.scalars(people.order_by(User.id).limit(MOST)))
