"""Whether an answer worked for those who tried it: a member says so once, and may change it."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.forms import ProofForm
from core import trials
from core.db import db
from core.permissions import authorize
from forum import permissions
from forum.models import PostProof
from forum.services import proofs
from forum.services.reading import find_post

bp = Blueprint("proofs", __name__, url_prefix="/proofs")


@bp.route("/<int:post_id>/edit", methods=["GET", "POST"])
def edit(post_id: int) -> ResponseReturnValue:
    post = find_post(post_id, for_=current_user)
    authorize(permissions.prove_post, post)
    said = trials.find(PostProof, {"post_id": post.id}, current_user.id)
    form = ProofForm.of(said, works=request.args.get("works"))
    if form.validate_on_submit():
        proofs.prove(post, by=current_user, **form.said)
        db.session.commit()
        flash(_("Thank you. That helps the next one."), "success")
        return redirect(post.url, 303)
    page = render_template("forum/proofs/edit.html", post=post, form=form)
    return page, 422 if form.errors else 200


@bp.post("/<int:post_id>/delete")
def delete(post_id: int) -> ResponseReturnValue:
    """Take one's word back."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.take_back_proof, post)
    proofs.take_back(post, by=current_user)
    db.session.commit()
    flash(_("Taken back."))
    return redirect(post.url, 303)
