"""Ask colleagues in: a mailed link that carries the role."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.models import Purpose, Role, Token
from accounts.services import inviting, tokens
from core.db import db
from core.permissions import authorize
from hoidap import permissions
from hoidap.forms.people import InviteForm

bp = Blueprint("invitations", __name__, url_prefix="/desk/settings/invitations")
PER_PAGE = 50


@bp.before_request
def admins_only() -> None:
    authorize(permissions.invite_people)


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Who was asked in and has not come yet; ask somebody."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            inviting.invite(
                form.email.data or "",
                role=Role(form.role.data),
                name=form.name.data or "",
                by=current_user,
            )
        except inviting.AlreadyMember as known:
            form.email.errors = [
                _("%(name)s is a member already: change the role instead.", name=known.user.name)
            ]
        else:
            db.session.commit()
            flash(_("The invitation goes to %(email)s.", email=form.email.data))
            return redirect(url_for("hoidap.invitations.index"), 303)
    rows = inviting.waiting(before=request.args.get("before", type=int), limit=PER_PAGE + 1)
    page = render_template(
        "hoidap/invitations/index.html",
        form=form,
        invitations=rows[:PER_PAGE],
        more=rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None,
    )
    return page, 422 if form.errors else 200


@bp.post("/<int:token_id>/send-again")
def send_again(token_id: int) -> ResponseReturnValue:
    inviting.send_again(_invitation(token_id), by=current_user)
    db.session.commit()
    flash(_("The invitation goes out once more; the former link ends."))
    return redirect(url_for("hoidap.invitations.index"), 303)


@bp.post("/<int:token_id>/withdraw")
def withdraw(token_id: int) -> ResponseReturnValue:
    try:
        inviting.withdraw(_invitation(token_id), by=current_user)
    except tokens.AlreadyUsed:
        flash(_("Too late: the invitation was accepted a moment ago."))
    else:
        db.session.commit()
        flash(_("The invitation is withdrawn; its link works no more."))
    return redirect(url_for("hoidap.invitations.index"), 303)


def _invitation(token_id: int) -> Token:
    token = db.session.get(Token, token_id)
    if token is None or token.purpose is not Purpose.INVITATION or token.used_at is not None:
        abort(404)
    return token
