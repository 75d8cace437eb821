"""Forgotten and changed passwords."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts import permissions
from accounts.forms import ChangePasswordForm, ClaimForm, ForgotForm, NewPasswordForm
from accounts.models import Purpose, User
from accounts.services import claiming, identities, limits, passwords, tokens
from accounts.views import browser
from core.db import db
from core.permissions import authorize
from core.ratelimits import TooMany

bp = Blueprint("passwords", __name__, url_prefix="/passwords")


@bp.route("/forgot", methods=["GET", "POST"])
def forgot() -> ResponseReturnValue:
    """Ask for a link. The answer is the same whether the address is known here or not."""
    form = ForgotForm()
    status, headers = browser.FINE
    if form.validate_on_submit():
        email = form.email.data or ""
        try:
            limits.mail_to(email, browser.address())
            known = identities.find_by_email(email)
            if known is not None and known.user.erased_at is None:
                passwords.ask_reset(known.user)
            db.session.commit()
            flash(
                _("If there is an account for this address, a mail with a link is on its way."),
                "success",
            )
            return redirect(url_for("accounts.sessions.new", next=browser.onward()), 303)
        except TooMany as limit:
            status, headers = browser.told_to_wait(form, limit)
    elif form.errors:
        status = 422
    return render_template("accounts/passwords/forgot.html", form=form), status, headers


@bp.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str) -> ResponseReturnValue:
    """The link in the mail: choose a new password. All sessions end.

    An account that came with an import becomes the person's by it.
    """
    found = tokens.find(Purpose.RESET_PASSWORD, token)
    user = db.session.get(User, found.subject_id) if found else None
    if found is None or user is None or user.erased_at is not None:
        return render_template("accounts/passwords/gone.html"), 410, browser.SECRET_PAGE
    is_claim = user.is_placeholder
    form = ClaimForm() if is_claim else NewPasswordForm()
    form.person = user
    if form.validate_on_submit():
        db.session.commit()  # nothing locked while the hash is computed
        password_hash = passwords.hashed(form.password.data or "")
        try:
            tokens.use(found)
            _set(user, password_hash, is_claim=is_claim)
        except (tokens.AlreadyUsed, claiming.NotClaimable):
            db.session.rollback()
            return render_template("accounts/passwords/gone.html"), 410, browser.SECRET_PAGE
        db.session.commit()
        flash(_("Your new password is set. Please sign in with it."), "success")
        return redirect(url_for("accounts.sessions.new"), 303)
    status = 422 if form.errors else 200
    template = "accounts/claims/accept.html" if is_claim else "accounts/passwords/reset.html"
    page = render_template(template, form=form, person=user)
    return page, status, browser.SECRET_PAGE


def _set(user: User, password_hash: str, *, is_claim: bool) -> None:
    if is_claim:
        claiming.claim(user, password_hash)
    else:
        passwords.prove_address(user)
        passwords.change(user, password_hash)


@bp.route("/edit", methods=["GET", "POST"])
def edit() -> ResponseReturnValue:
    """Change the password, proving the present one; other sessions end, a mail tells."""
    authorize(permissions.change_password, current_user)
    form = ChangePasswordForm()
    form.person = current_user
    status, headers = browser.FINE
    if form.validate_on_submit():
        try:
            if _changed(form):
                flash(_("Your password is changed. You are signed out everywhere else."), "success")
                return redirect(url_for("accounts.people.edit"), 303)
        except TooMany as limit:
            status, headers = browser.told_to_wait(form, limit)
    if form.errors and status == 200:
        status = 422
    return render_template("accounts/passwords/edit.html", form=form), status, headers


def _changed(form: ChangePasswordForm) -> bool:
    limits.password_check(current_user.id)
    db.session.commit()  # nothing locked while the hashes are computed
    if not passwords.matches(current_user.password_hash, form.present.data or ""):
        form.present.errors = [_("This is not your present password.")]
        return False
    password_hash = passwords.hashed(form.password.data or "")
    passwords.change(current_user, password_hash, keep=browser.this_session())
    db.session.commit()
    return True
