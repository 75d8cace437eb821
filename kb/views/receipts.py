"""What all staff must read: ask for it, say that one has, see who has."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.permissions import authorize
from kb import permissions
from kb.forms import DeedForm
from kb.models import Article
from kb.services import reading, receipts

bp = Blueprint("receipts", __name__, url_prefix="/receipts")


def _found(article_id: int) -> Article:
    return reading.find_article(article_id, for_=current_user) or abort(404)


@bp.get("/<int:article_id>")
def show(article_id: int) -> str:
    """Who has read the live text, and who has not."""
    article = _found(article_id)
    authorize(permissions.see_receipts, article)
    people = receipts.readers(article)
    return render_template("kb/receipts/show.html", article=article, readers=people)


@bp.post("/<int:article_id>/require")
def require(article_id: int) -> ResponseReturnValue:
    """Ask all staff to read it; with `wanted=no` no longer."""
    article = _found(article_id)
    authorize(permissions.require_reading, article)
    if DeedForm().validate_on_submit():
        is_wanted = request.form.get("wanted") != "no"
        receipts.require(article, is_wanted, by=current_user)
        db.session.commit()
        flash(_("All staff are asked to read it.") if is_wanted else _("Nobody is asked any more."))
    return redirect(article.url, 303)


@bp.post("/<int:article_id>/sign")
def sign(article_id: int) -> ResponseReturnValue:
    """I have read it."""
    article = _found(article_id)
    authorize(permissions.sign_receipt, article)
    if DeedForm().validate_on_submit():
        try:
            receipts.sign(article, request.form.get("revision", 0, type=int), by=current_user)
        except receipts.NewerText:
            flash(_("There is a newer text meanwhile. Please read this one."))
        else:
            db.session.commit()
            flash(_("Noted: you have read it."), "success")
    return redirect(article.url, 303)
