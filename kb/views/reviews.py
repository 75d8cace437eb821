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
from kb.services import drafting, reading, reviewing, work_lists

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
    """Not ready yet: the author reads what is missing in the text that was read (`?revision=2`)."""
    article = _found(article_id)
    form = ReturnForm()
    read = form.revision.data or request.args.get("revision", "")
    if form.is_submitted() and read:  # who typed words keeps them, whatever became of the text
        authorize(permissions.edit_article, article)
    else:
        authorize(permissions.return_article, article)
    newest = drafting.newest_revision(article, ours=True)
    present = str(newest.number if newest else 0)
    code = 200
    if form.validate_on_submit():
        try:
            is_told = reviewing.send_back(
                article, by=current_user, words=form.words.data or "", number=_number(read)
            )
        except reviewing.NotSubmitted:
            form.form_errors.append(_("It no longer waits for a review."))
            code = 409
        except drafting.StaleText:
            code = 409
        else:
            db.session.commit()
            told = _("Returned. Its author will be told.")
            flash(told if is_told else _("It no longer waits for a review."), "success")
            return redirect(article.url, 303)
    elif form.errors:
        code = 422
    if read and read != present and article.submitted_at:
        form.form_errors.append(_("A colleague saved a newer text meanwhile. Please look again."))
    form.revision.data = present
    page = render_template("kb/reviews/send_back.html", article=article, form=form, newest=newest)
    return page, code


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() else 0
