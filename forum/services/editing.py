"""An author (or staff) changes words, or takes them back; what they said before stays readable."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Product, User
from accounts.services import audit
from core.clock import now
from core.db import db
from core.events import announce
from core.markdown import render_safely
from core.tags import named
from forum.models import Post, PostRevision, Thread
from forum.services import accepting, counting, holding, queue, repeating, reuse

HISTORY_LENGTH = 10  # edits on a page: each is compared word by word


class AlreadyWithdrawn(Exception):
    """Its author took it back before we got there."""


def edit_post(post: Post, *, by: User, body: str) -> None:
    """Put new words in place of the old, which the public history keeps. The caller commits.

    An edit that a first post would be held for (links, words) holds the post.
    """
    rendered = render_safely(body, language=post.thread.language)  # slow: before the first query
    db.session.refresh(post)  # somebody may have edited meanwhile: the history keeps their words
    if body == post.body:
        return
    before = post.body
    db.session.add(PostRevision(post_id=post.id, replaced_by=by.id, body=before))
    post.body = body
    post.html = rendered.html
    post.renderer_version = rendered.version
    post.body_hash = repeating.hash_of(body)
    post.edited_at = now()
    post.edited_by = by.id
    db.session.flush()
    reuse.note_named(post, by=by, before=before)
    if by.id != post.author_id:
        audit.record(by, "post.edited", f"post:{post.id}")
    reason = holding.reason_to_hold(by, body)
    if reason and reason != "first_post" and not post.is_held:
        accepting.drop(post)
        holding.hold(post, post.thread, reason=reason)
        counting.recount(post.thread)
    announce("post.edited", post.id, actor_id=by.id)


class Step(NamedTuple):
    """One edit: what it said before, with who changed it, and what it said from then on."""

    revision: PostRevision
    newer: str


def history(post: Post, *, before: int | None = None, limit: int = HISTORY_LENGTH) -> list[Step]:
    """The edits of a post, the last one first; `before` is the id of the last revision seen."""
    revisions = (
        select(PostRevision)
        .where(PostRevision.post_id == post.id)
        .options(joinedload(PostRevision.editor))
        .order_by(PostRevision.id.desc())
    )
    newer = post.body
    if before is not None:
        seen = db.session.get(PostRevision, before)
        newer = seen.body if seen is not None and seen.post_id == post.id else newer
        revisions = revisions.where(PostRevision.id < before)
    steps = []
    for revision in db.session.scalars(revisions.limit(limit)):
        steps.append(Step(revision, newer))
        newer = revision.body
    return steps


def words_at(post: Post, revision_id: int) -> str:
    """What the post said before that edit; what it says now if the edit was not of this post."""
    revision = db.session.get(PostRevision, revision_id)
    return revision.body if revision is not None and revision.post_id == post.id else post.body


def withdraw_post(post: Post, *, by: User) -> None:
    """Its author takes it back: a stub stays. A question that nobody has answered goes whole.

    Raises AlreadyWithdrawn. The caller commits.
    """
    if post.is_withdrawn:
        raise AlreadyWithdrawn(post.id)
    thread = post.thread
    accepting.drop(post)
    post.withdrawn_at = now()
    if post.is_question and thread.reply_count == 0 and not thread.is_hidden:
        thread.hidden_at = post.withdrawn_at
        thread.hidden_by = by.id
        announce("thread.changed", thread.id, actor_id=by.id)
    queue.close_for(post, by=by, decision="withdrawn")
    counting.recount(thread)
    audit.record(by, "post.withdrawn", f"post:{post.id}")
    announce("post.withdrawn", post.id, actor_id=by.id)


def edit_thread(
    thread: Thread, *, by: User, title: str, tags: Sequence[str], product: Product | None
) -> None:
    """Change what the thread is called and filed under. The caller commits.

    title -- one line, 1 to 200 characters.
    """
    new_tags = named(list(tags))
    if thread.title != title and by.id != thread.author_id:
        audit.record(by, "thread.renamed", f"thread:{thread.id}", f"{thread.title} → {title}")
    thread.title = title
    thread.tags = new_tags
    thread.product_id = product.id if product else None
    db.session.flush()
    announce("thread.changed", thread.id, actor_id=by.id)
