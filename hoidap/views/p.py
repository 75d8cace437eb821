"""/p/77: the short address of a post."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forum.services.reading import find_post

bp = Blueprint("p", __name__, url_prefix="/p")


@bp.get("/<int:post_id>")
def show(post_id: int) -> ResponseReturnValue:
    """To the post in its thread; 404 for who may not know of it."""
    return redirect(find_post(post_id, for_=current_user).url, 301)
