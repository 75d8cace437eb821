"""/a/214: the short address of an article, for mails, receipts and stickers."""

from flask import Blueprint, abort, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.db import db
from kb import permissions
from kb.models import Article

bp = Blueprint("a", __name__, url_prefix="/a")


@bp.get("/<int:article_id>")
def show(article_id: int) -> ResponseReturnValue:
    article = db.session.get(Article, article_id)
    if article is None or not permissions.see_article(current_user, article):
        abort(404)
    return redirect(article.url, 301)
