"""Proving that an address is one's own."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts import permissions
from accounts.forms import DeedForm
from accounts.models import Identity, Purpose, Role, Token
from accounts.services import identities, limits, tokens
from accounts.services.addresses import local_path
from accounts.views import browser
from core.db import db
from core.permissions import authorize
from core.ratelimits import TooMany

bp = Blueprint("identities", __name__, url_prefix="/identities")


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """The link in the mail: a page with a button, since mail scanners open links."""
    found = tokens.find(Purpose.CONFIRM_IDENTITY, token)
    identity = db.session.get(Identity, found.subject_id) if found else None
    if found is None or identity is None:
        return render_template("accounts/identities/gone.html"), 410, browser.SECRET_PAGE
    form = DeedForm()
    if form.validate_on_submit():
        try:
            return _confirmed(found, identity)
        except tokens.AlreadyUsed:
            db.session.rollback()
            return render_template("accounts/identities/gone.html"), 410, browser.SECRET_PAGE
    page = render_template("accounts/identities/confirm.html", form=form, identity=identity)
    return page, 422 if form.errors else 200, browser.SECRET_PAGE


def _confirmed(token: Token, identity: Identity) -> ResponseReturnValue:
    """The first confirmation of a new account also signs in: the words typed before are one step
    away. Later, and for people with rights, the link proves the mailbox and nothing more.
    """
    user = identity.user
    is_first = not user.is_confirmed
    tokens.use(token)
    identities.confirm(identity)
    answer = redirect(local_path(token.data.get("next")) or "/", 303)
    is_customer = user.role is Role.CUSTOMER and user.is_active
    if is_first and is_customer and not current_user.is_authenticated:
        browser.sign_in(user, answer)
    db.session.commit()
    flash(_("Your e-mail address is confirmed. Welcome!"), "success")
    return answer


@bp.route("/send-again", methods=["GET", "POST"])
def send_again() -> ResponseReturnValue:
    """Have the confirming mail sent once more."""
    authorize(permissions.confirm_address)
    onward = browser.onward()
    identity = identities.unproved_email(current_user)
    form = DeedForm()
    status, headers = browser.FINE
    if identity is not None and form.validate_on_submit():
        try:
            limits.mail_to(identity.value, browser.address())
            identities.ask_confirmation(identity, next_path=onward)
            db.session.commit()
            flash(_("The mail is on its way to %(address)s.", address=identity.value), "success")
            return redirect(onward or "/", 303)
        except TooMany as limit:
            status, headers = browser.told_to_wait(form, limit)
    page = render_template("accounts/identities/send_again.html", form=form, identity=identity)
    return page, status, headers
