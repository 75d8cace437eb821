"""What waits for a second pair of eyes."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.permissions import authorize
from kb import permissions
from kb.forms import DeedForm, ReturnForm
from kb.models import Article
from kb.services import reading, reviewing, work_lists

bp = Blueprint("reviews", __name__, url_prefix="/reviews")


def _found(article_id: int) -> Article:
    return reading.find_article(article_id, for_=current_user) or abort(404)


@bp.get("/")
def index() -> str:
    """Texts that were submitted; each leads to its page, from where it is read and published."""
    authorize(permissions.see_drafts)
    found = work_lists.in_review(before=request.args.get("before", type=int)).articles
    return render_template(
        "kb/reviews/index.html",
        articles=found[: work_lists.PER_PAGE],
        more=found[work_lists.PER_PAGE - 1].id if len(found) > work_lists.PER_PAGE else None,
    )


@bp.post("/<int:article_id>/submit")
def submit(article_id: int) -> ResponseReturnValue:
    """Ask a colleague to look at the newest text."""
    article = _found(article_id)
    authorize(permissions.submit_article, article)
    if DeedForm().validate_on_submit():
        try:
            reviewing.submit(article, by=current_user)
        except reviewing.NothingToReview:
            flash(_("There is no text to look at yet."))
        else:
            db.session.commit()
            flash(_("Submitted: a colleague can look at it now."), "success")
    return redirect(article.url, 303)


@bp.route("/<int:article_id>/send-back", methods=["GET", "POST"])
def send_back(article_id: int) -> ResponseReturnValue:
    """Not ready yet: the author reads what is missing."""
    article = _found(article_id)
    authorize(permissions.return_article, article)
    form = ReturnForm()
    if form.validate_on_submit():
        reviewing.send_back(article, by=current_user, words=form.words.data or "")
        db.session.commit()
        flash(_("Returned. Its author will be told."), "success")
        return redirect(article.url, 303)
    page = render_template("kb/reviews/send_back.html", article=article, form=form)
    return page, 422 if form.errors else 200
