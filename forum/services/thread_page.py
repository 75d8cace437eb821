"""A page of one thread: its posts by position, and what the reader did with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.db import db
from core.permissions import Actor
from forum import permissions
from forum.models import POSTS_PER_PAGE, Post, Thread
from forum.services import thanking, voting, watching


@dataclass(frozen=True)
class PostsPage:
    """Posts of positions (number - 1) * 20 + 1 to number * 20.

    posts -- question included on page 1; posts that nobody may know of are left out, hidden and
             withdrawn ones are in (the template draws stubs).
    voted -- ids of the posts this person voted for.
    thanks -- of the posts that anybody thanked for, by id.
    """

    number: int
    last: int
    posts: list[Post]
    voted: frozenset[int]
    is_watched: bool
    thanks: Mapping[int, thanking.Thanked]

    @property
    def question(self) -> Post | None:
        return next((post for post in self.posts if post.is_question), None)

    @property
    def replies(self) -> list[Post]:
        return [post for post in self.posts if not post.is_question]


def posts_page(thread: Thread, number: int, *, for_: Actor) -> PostsPage | None:
    """Page `number` (from 1) of the thread, or None when there is none. At most five queries."""
    last_position = db.session.scalar(
        select(func.max(Post.position)).where(Post.thread_id == thread.id)
    )
    last = max(1, -(-(last_position or 0) // POSTS_PER_PAGE))
    if not 1 <= number <= last:
        return None
    start = (number - 1) * POSTS_PER_PAGE
    found = (
        select(Post)
        .where(
            Post.thread_id == thread.id,
            Post.position.between(start + 1, start + POSTS_PER_PAGE),
        )
        .options(joinedload(Post.author))
        .order_by(Post.position)
    )
    posts = [
        post
        for post in db.session.scalars(found)
        if not post.is_held or permissions.see_post(for_, post)
    ]
    voted: frozenset[int] = frozenset()
    is_watched = False
    if for_.is_authenticated:
        voted = voting.voted(for_.id, [post.id for post in posts])
        is_watched = watching.is_watched(thread, for_.id)
    thanks = thanking.counted([post.id for post in posts], for_.id)
    return PostsPage(number, last, posts, voted, is_watched, thanks)
