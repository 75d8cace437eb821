"""Thanks for a post."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.db import db
from core.permissions import authorize
from forum import permissions
from forum.services import thanking
from forum.services.reading import find_post

bp = Blueprint("thanks", __name__, url_prefix="/thanks")


@bp.post("/<int:post_id>/give")
def give(post_id: int) -> ResponseReturnValue:
    """Thank its author."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.thank_post, post)
    thanking.thank(post, by=current_user)
    db.session.commit()
    return redirect(post.url, 303)


@bp.post("/<int:post_id>/take-back")
def take_back(post_id: int) -> ResponseReturnValue:
    post = find_post(post_id, for_=current_user)
    authorize(permissions.thank_post, post)
    thanking.take_back(post, by=current_user)
    db.session.commit()
    return redirect(post.url, 303)
