"""Whether an article worked for those who tried it: a member says so once, and may change it."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.forms import ProofForm
from core import trials
from core.db import db
from core.permissions import authorize
from kb import permissions
from kb.models import ArticleProof
from kb.services import proofs, reading

bp = Blueprint("proofs", __name__, url_prefix="/proofs")


@bp.route("/<int:article_id>/edit", methods=["GET", "POST"])
def edit(article_id: int) -> ResponseReturnValue:
    article = reading.find_article(article_id, for_=current_user) or abort(404)
    authorize(permissions.prove_article, article)
    said = trials.find(ArticleProof, {"article_id": article.id}, current_user.id)
    form = ProofForm.of(said, works=request.args.get("works"))
    if form.validate_on_submit():
        proofs.prove(article, by=current_user, **form.said)
        db.session.commit()
        flash(_("Thank you. That helps the next one."), "success")
        return redirect(article.url, 303)
    page = render_template("kb/proofs/edit.html", article=article, form=form)
    return page, 422 if form.errors else 200


@bp.post("/<int:article_id>/delete")
def delete(article_id: int) -> ResponseReturnValue:
    """Take one's word back."""
    article = reading.find_article(article_id, for_=current_user) or abort(404)
    authorize(permissions.take_back_proof, article)
    proofs.take_back(article, by=current_user)
    db.session.commit()
    flash(_("Taken back."))
    return redirect(article.url, 303)
