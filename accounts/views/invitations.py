"""Coming in by an invitation."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import AcceptForm
from accounts.models import Purpose, Role
from accounts.services import inviting, passwords, tokens
from accounts.views import browser
from core.db import db
from core.i18n import current_language

bp = Blueprint("invitations", __name__, url_prefix="/invitations")


@bp.route("/<token>/accept", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """Choose a name and a password, and be in."""
    found = tokens.find(Purpose.INVITATION, token)
    if found is None:
        return render_template("accounts/invitations/gone.html"), 410, browser.SECRET_PAGE
    role = Role(found.data["role"])
    form = AcceptForm(data={"name": found.data.get("name", "")})
    form.email, form.is_staff = found.data["email"], role is not Role.CUSTOMER
    if form.validate_on_submit():
        db.session.commit()  # nothing locked while the hash is computed
        password_hash = passwords.hashed(form.password.data or "")
        try:
            user = inviting.accept(
                found,
                name=form.name.data or "",
                password_hash=password_hash,
                language=current_language(),
            )
        except tokens.AlreadyUsed:
            db.session.rollback()
            return render_template("accounts/invitations/gone.html"), 410, browser.SECRET_PAGE
        answer = redirect("/", 303)
        browser.sign_in(user, answer)
        db.session.commit()
        flash(_("Welcome, %(name)s!", name=user.name), "success")
        return answer
    status = 422 if form.errors else 200
    page = render_template(
        "accounts/invitations/accept.html", form=form, email=found.data["email"], role=role
    )
    return page, status, browser.SECRET_PAGE
