"""Taking over an account that came with an import, by a link that staff sent."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.forms import ClaimForm
from accounts.models import Purpose, User
from accounts.services import claiming, passwords, tokens
from accounts.views import browser
from core.db import db

bp = Blueprint("claims", __name__, url_prefix="/claims")


@bp.route("/<token>/accept", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """Choose a password, and the account is yours."""
    found = tokens.find(Purpose.CLAIM, token)
    person = db.session.get(User, found.subject_id) if found else None
    if found is None or person is None or not person.is_placeholder:
        return _gone()
    form = ClaimForm()
    form.person = person
    if form.validate_on_submit():
        db.session.commit()  # nothing locked while the hash is computed
        password_hash = passwords.hashed(form.password.data or "")
        try:
            claiming.claim_by_link(found, password_hash)
        except (tokens.AlreadyUsed, claiming.NotClaimable, claiming.AddressTaken):
            db.session.rollback()
            return _gone()
        answer = redirect(person.url, 303)
        browser.sign_in(person, answer)
        db.session.commit()
        flash(_("Welcome, %(name)s!", name=person.name), "success")
        return answer
    status = 422 if form.errors else 200
    page = render_template("accounts/claims/accept.html", form=form, person=person)
    return page, status, browser.SECRET_PAGE


def _gone() -> ResponseReturnValue:
    return render_template("accounts/claims/gone.html"), 410, browser.SECRET_PAGE
