"""Staff and moderators keep order: hide, restore, lock, pin, move. Each leaves an audit entry."""

from accounts.models import User
from accounts.services import audit
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import announce
from forum.models import Category, FlagReason, Post, Thread
from forum.services import accepting, counting, holding, queue


class AlreadyHidden(Exception):
    """The post was hidden before we got there."""


class NotHidden(Exception):
    """The post was restored before we got there."""


class WouldWiden(Exception):
    """More people would see the thread, and nobody has said yes to that."""


def hide_post(post: Post, *, by: User, reason: str, rule: FlagReason | None = None) -> None:
    """Take a post out of public sight; keep it for its author, who oversees it, and the record.

    A hidden first post hides its thread; an accepted answer is accepted no more.
    reason -- plain text, 1 to 500 characters, shown to the author.
    rule -- what it broke: the stub names it to everybody else.
    Raises AlreadyHidden if someone else was faster. The caller commits.
    """
    if post.is_hidden:
        raise AlreadyHidden(post.id)
    thread = post.thread
    accepting.drop(post)
    post.hidden_at = now()
    post.hidden_by = by.id
    post.hidden_reason = reason
    post.hidden_rule = rule and rule.value
    if post.is_question:
        thread.hidden_at, thread.hidden_by = post.hidden_at, by.id
        thread.hidden_reason = reason
        announce("thread.changed", thread.id, actor_id=by.id)
    queue.close_for(post, by=by, decision="hidden")
    counting.recount(thread)
    audit.record(by, "post.hidden", f"post:{post.id}", reason)
    announce("post.hidden", post.id, actor_id=by.id)


def restore_post(post: Post, *, by: User, reason: str = "") -> None:
    """Bring a hidden post (a question: its thread) back. Raises NotHidden. The caller commits.

    A post that was held when it was hidden is shown: a person has decided by now.
    """
    if not post.is_hidden:
        raise NotHidden(post.id)
    thread = post.thread
    post.hidden_at = post.hidden_by = None
    post.hidden_reason = post.hidden_rule = None
    if post.is_question:
        thread.hidden_at = thread.hidden_by = thread.hidden_reason = None
        announce("thread.changed", thread.id, actor_id=by.id)
    if post.is_held:
        holding.release(post, actor_id=by.id)
    counting.recount(thread)
    audit.record(by, "post.restored", f"post:{post.id}", reason)
    announce("post.restored", post.id, actor_id=by.id)


def lock_thread(thread: Thread, *, by: User, reason: str) -> None:
    """Take no more replies, and say why. The caller commits."""
    thread.locked_at = now()
    thread.locked_reason = reason
    _note(thread, by, "thread.locked", reason)


def unlock_thread(thread: Thread, *, by: User) -> None:
    """Take replies again. The caller commits."""
    thread.locked_at = thread.locked_reason = None
    _note(thread, by, "thread.unlocked")


def pin_thread(thread: Thread, *, by: User) -> None:
    """Put it on top of the lists. The caller commits."""
    thread.pinned_at = now()
    _note(thread, by, "thread.pinned")


def unpin_thread(thread: Thread, *, by: User) -> None:
    """Let it sink with time like any other. The caller commits."""
    thread.pinned_at = None
    _note(thread, by, "thread.unpinned")


def widens(thread: Thread, to: Category) -> bool:
    """Whether people who cannot see the thread now would see it there."""
    if thread.is_private:
        return False
    return Audience(to.audience).width > Audience(thread.category.audience).width


def move_thread(thread: Thread, *, to: Category, by: User, may_widen: bool = False) -> None:
    """File it in another category, with its open queue items.

    may_widen -- somebody saw what becomes visible and said yes. Raises WouldWiden without it.
    The caller commits.
    """
    if to.id == thread.category_id:
        return
    if widens(thread, to) and not may_widen:
        raise WouldWiden(thread.id)
    moved = f"{thread.category.slug} → {to.slug}"
    thread.category = to
    db.session.flush()
    queue.move_items(thread)
    _note(thread, by, "thread.moved", moved)


def _note(thread: Thread, by: User, action: str, reason: str = "") -> None:
    db.session.flush()
    audit.record(by, action, f"thread:{thread.id}", reason)
    announce("thread.changed", thread.id, actor_id=by.id)
