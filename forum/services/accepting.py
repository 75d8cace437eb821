"""The asker (or staff) says which answer settled it."""

from accounts.models import User
from accounts.services import audit
from core.db import db
from core.events import announce
from forum.models import Post, ThreadState, ThreadType
from forum.services import solving


class NotAcceptable(Exception):
    """Only a visible reply to a question can be its accepted answer."""


def accept(post: Post, *, by: User) -> None:
    """Make this the accepted answer, in place of another if there is one: the question is solved.

    Raises NotAcceptable. The caller commits.
    """
    thread = post.thread
    if post.is_question or not post.is_visible or thread.type is not ThreadType.QUESTION:
        raise NotAcceptable(post.id)
    if thread.accepted_post_id == post.id:
        return
    thread.accepted_post_id = post.id
    solving.solve(thread, by=by)
    db.session.flush()
    audit.record(by, "post.accepted", f"post:{post.id}")
    announce("post.accepted", post.id, actor_id=by.id)
    announce("thread.changed", thread.id, actor_id=by.id)


def unaccept(post: Post, *, by: User) -> None:
    """Take the acceptance back: the question is open again. The caller commits."""
    if not drop(post):
        return
    db.session.flush()
    audit.record(by, "post.unaccepted", f"post:{post.id}")
    announce("thread.changed", post.thread_id, actor_id=by.id)


def drop(post: Post) -> bool:
    """Un-accept without a word, because the post goes out of sight; whether it was accepted.

    A question that an article answers stays solved.
    """
    thread = post.thread
    if thread.accepted_post_id != post.id:
        return False
    thread.accepted_post_id = None
    if thread.article_id is None and thread.state is ThreadState.SOLVED:
        solving.open_again(thread)
    announce("thread.changed", thread.id)
    return True
