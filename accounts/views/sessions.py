"""Signing in and out, and the list of one's signed-in browsers."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts import permissions
from accounts.forms import DeedForm, SignInForm
from accounts.models import User
from accounts.services import identities, limits, passwords, sessions
from accounts.views import browser
from core.db import db, reading
from core.permissions import authorize
from core.ratelimits import TooMany

bp = Blueprint("sessions", __name__, url_prefix="/sessions")


@bp.get("")
def index() -> str:
    """Where am I signed in?"""
    authorize(permissions.see_sessions, current_user)
    return render_template(
        "accounts/sessions/index.html",
        sessions=sessions.of(current_user),
        here=browser.this_session(),
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Sign in, and go on to `next`."""
    onward = browser.onward()
    if current_user.is_authenticated:
        return redirect(onward or "/", 303)
    form = SignInForm()
    status, headers = browser.FINE
    if form.validate_on_submit():
        try:
            user = _proved(form)
        except TooMany as limit:
            status, headers = browser.told_to_wait(form, limit)
        else:
            if user is not None:
                answer = redirect(onward or "/", 303)
                browser.sign_in(user, answer)
                db.session.commit()
                return answer
    if form.errors and status == 200:
        status = 422
    page = render_template("accounts/sessions/new.html", form=form, onward=onward)
    return page, status, headers


def _proved(form: SignInForm) -> User | None:
    """The person of this address and password. The same sentence, after the same time, whether
    the address is unknown or the password wrong; nothing is locked while the hash is computed.
    """
    email, password = _address(form), form.password.data or ""
    limits.sign_in(email, browser.address())
    db.session.commit()
    with reading():
        known = identities.find_by_email(email)
        db.session.commit()
    user = known.user if known else None
    if not passwords.matches(user.password_hash if user else None, password) or user is None:
        browser.log.warning(
            "sign-in failed user=%s from=%s", user.id if user else None, browser.address()
        )
        form.form_errors.append(_("The e-mail address and the password do not fit together."))
        return None
    if not user.is_active:
        form.form_errors.append(
            _("This account is suspended. Write to us if you think it is a mistake.")
        )
        return None
    if passwords.is_outdated(user.password_hash or ""):
        user.password_hash = passwords.hashed(password)
    return user


def _address(form: SignInForm) -> str:
    try:
        return identities.normalised_email(form.email.data or "")
    except identities.BadAddress:
        return (form.email.data or "").lower()


@bp.route("/delete", methods=["GET", "POST"])
def delete() -> ResponseReturnValue:
    """Sign out: a page with a button, since no address may sign anybody out by being opened."""
    form = DeedForm()
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sessions.new"), 303)
    if form.validate_on_submit():
        sessions.end(request.cookies.get(sessions.cookie_name(), ""))
        db.session.commit()
        browser.log.info("signed out user=%s from=%s", current_user.id, browser.address())
        session.clear()
        flash(_("You are signed out."), "success")
        answer = redirect("/", 303)
        sessions.drop_cookie(answer)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer
    status = 422 if form.errors else 200
    return render_template("accounts/sessions/delete.html", form=form), status


@bp.post("/end-others")
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    authorize(permissions.see_sessions, current_user)
    sessions.end_all(current_user, but=browser.this_session())
    db.session.commit()
    flash(_("You are signed out everywhere else."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<int:session_id>/end")
def end(session_id: int) -> ResponseReturnValue:
    """Sign one of one's own browsers out."""
    authorize(permissions.see_sessions, current_user)
    if not sessions.end_one(current_user, session_id):
        abort(404)
    db.session.commit()
    flash(_("That browser is signed out."), "success")
    return redirect(url_for(".index"), 303)
