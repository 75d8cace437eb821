"""The same words twice: a double click is one post, a repeated post is refused."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from accounts.models import User
from core.clock import now
from core.db import db
from forum.models import Post

WINDOW = timedelta(minutes=5)


class RepeatedWords(Exception):
    """This person said the same within the last 5 minutes, in `post`."""

    def __init__(self, post: Post) -> None:
        super().__init__(post.id)
        self.post = post


def hash_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


_TWINS = (
    select(Post)
    .where(
        Post.author_id == bindparam("author"),
        Post.created_at > bindparam("since"),
        Post.body_hash == bindparam("hash"),
        Post.withdrawn_at.is_(None),
    )
    .order_by(Post.created_at.desc())
    .limit(1)
)


def same_words(author: User, body_hash: str, begun_at: datetime | None) -> Post | None:
    """The post that this very form has made already (it was sent twice), or None.

    begun_at -- when the form was given out; without it every repetition is refused.
    Raises RepeatedWords for the same words from another form.
    """
    said = {"author": author.id, "since": now() - WINDOW, "hash": body_hash}
    post = db.session.scalar(_TWINS, said)
    if post is None:
        return None
    if begun_at is not None and post.created_at >= begun_at:
        return post
    raise RepeatedWords(post)
