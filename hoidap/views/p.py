"""/p/77: the short address of a post."""

from flask import Blueprint, abort, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from forum import permissions
from forum.models import Post, Thread

bp = Blueprint("p", __name__, url_prefix="/p")


@bp.get("/<int:post_id>")
def show(post_id: int) -> ResponseReturnValue:
    """To the post in its thread; 404 for who may not know of the thread."""
    found = select(Post).where(Post.id == post_id)
    post = db.session.scalar(found.options(joinedload(Post.thread).joinedload(Thread.category)))
    if post is None or not permissions.see_thread(current_user, post.thread):
        abort(404)
    return redirect(post.url, 301)
