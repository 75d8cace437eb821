"""Held, not lost: what a machine doubts waits for a person."""

import re

from sqlalchemy import select

from accounts.models import User
from accounts.services import settings
from core.clock import now
from core.db import db
from core.events import announce
from core.text import clean_text
from forum.models import Post, QueueItem, QueueKind, Thread
from forum.services import counting

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def reason_to_hold(author: User, text: str) -> str | None:
    """Why these words shall wait (`links`, `words`, `first_post`), or None.

    Links are counted for newcomers only (trust level 0); staff are never held.
    """
    if author.is_staff:
        return None
    folded = clean_text(text).casefold()
    if any(word.casefold() in folded for word in settings.get("held_words") if word.strip()):
        return "words"
    if author.trust_level > 0:
        return None
    if len(_LINK.findall(text)) > settings.get("links_for_new"):
        return "links"
    if settings.get("first_post_hold") and not _has_visible_post(author):
        return "first_post"
    return None


def _has_visible_post(author: User) -> bool:
    visible = select(Post.id).where(Post.author_id == author.id, *counting.VISIBLE)
    return db.session.scalar(visible.limit(1)) is not None


def hold(post: Post, thread: Thread, *, reason: str) -> None:
    """Keep a post from everybody but its author and who oversees it; put it into the queue.

    A held first post holds its thread. The post is flushed already; the caller commits.
    """
    post.held_at = now()
    post.held_reason = reason
    if post.position == 1:
        thread.held_at = post.held_at
    db.session.add(QueueItem(kind=QueueKind.HELD, post_id=post.id, category_id=thread.category_id))
    db.session.flush()
    announce("post.held", post.id, actor_id=post.author_id)


def release(post: Post, *, actor_id: int) -> None:
    """Let everybody see it after all, and say so as if it had been posted now."""
    thread = post.thread
    post.held_at = None
    post.held_reason = None
    if post.is_question:
        thread.held_at = None
    counting.recount(thread)
    announce("post.approved", post.id, actor_id=actor_id)
    if post.is_question:
        announce("thread.asked", thread.id, actor_id=post.author_id)
    else:
        announce("post.replied", post.id, actor_id=post.author_id)
