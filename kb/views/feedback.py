"""What readers said of an article, for those who can mend it."""

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from core.permissions import authorize
from kb import permissions
from kb.services import reading, scores

bp = Blueprint("feedback", __name__, url_prefix="/feedback")


@bp.get("/<int:article_id>")
def show(article_id: int) -> str:
    """A score for each text, and the words."""
    article = reading.find_article(article_id, for_=current_user) or abort(404)
    authorize(permissions.see_feedback, article)
    words = scores.words(article, before=request.args.get("before", type=int))
    more = words[scores.PER_PAGE - 1].feedback.id if len(words) > scores.PER_PAGE else None
    return render_template(
        "kb/feedback/show.html",
        article=article,
        scores=scores.by_revision(article),
        words=words[: scores.PER_PAGE],
        more=more,
    )
