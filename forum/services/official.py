"""A reply that stands for the company. Distinct from the accepted one."""

from accounts.models import User
from accounts.services import audit
from core.clock import now
from core.db import db
from core.events import announce
from forum.models import Post


def make_official(post: Post, *, by: User) -> None:
    """Let the reply stand for the company. The caller commits."""
    if post.is_official:
        return
    post.official_at = now()
    db.session.flush()
    audit.record(by, "post.made_official", f"post:{post.id}")
    announce("post.made_official", post.id, actor_id=by.id)


def unmake_official(post: Post, *, by: User) -> None:
    """The reply is one person's again. The caller commits."""
    if not post.is_official:
        return
    post.official_at = None
    db.session.flush()
    audit.record(by, "post.unmade_official", f"post:{post.id}")
    announce("thread.changed", post.thread_id, actor_id=by.id)
