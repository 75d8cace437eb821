"""Somebody finds a post useful, or no longer does."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from accounts.models import User
from core.db import db
from core.events import announce
from forum.models import Post, Thread, Vote
from forum.services import limits

# The index is in no hurry to hear of votes: all that are given meanwhile are one piece of news.
SETTLES = timedelta(seconds=10)


class OwnPost(Exception):
    """Nobody votes for their own words."""


def toggle(post: Post, *, by: User) -> bool:
    """Give the vote, or take it back when it was given; whether it stands now.

    Raises OwnPost, core.ratelimits.TooMany. The caller commits.
    """
    if post.author_id == by.id:
        raise OwnPost(post.id)
    gone = db.session.execute(
        delete(Vote).where(Vote.post_id == post.id, Vote.user_id == by.id)
    ).rowcount  # type: ignore[attr-defined]
    if not gone:
        limits.count_vote(by)
        try:
            with db.session.begin_nested():
                db.session.add(Vote(post_id=post.id, user_id=by.id))
        except IntegrityError:  # a second click a moment ago: the vote stands
            pass
    _recount(post)
    return not gone


def _recount(post: Post) -> None:
    """Counted, not added: parallel votes cannot drift."""
    votes = select(func.count()).where(Vote.post_id == post.id).scalar_subquery()
    quiet = {"synchronize_session": False}
    former = select(Post.former_votes).where(Post.id == post.id).scalar_subquery()
    changed = update(Post).where(Post.id == post.id).values(vote_count=votes + Post.former_votes)
    db.session.execute(changed, execution_options=quiet)
    if post.is_question:
        asked = update(Thread).where(Thread.id == post.thread_id).values(vote_count=votes + former)
        db.session.execute(asked, execution_options=quiet)
        db.session.expire(post.thread, ["vote_count"])
        announce("thread.voted", post.thread_id, after=SETTLES, once=True)
    db.session.expire(post, ["vote_count"])


def voted(user_id: int, post_ids: Sequence[int]) -> frozenset[int]:
    """Which of these posts this person voted for."""
    given = select(Vote.post_id).where(Vote.user_id == user_id, Vote.post_id.in_(post_ids))
    return frozenset(db.session.scalars(given))
