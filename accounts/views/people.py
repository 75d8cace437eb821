"""Joining, and what one says about oneself."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts import permissions
from accounts.forms import JoinForm, ProfileForm
from accounts.services import joining, limits, passwords, profiles
from accounts.views import browser
from core.db import db
from core.i18n import current_language
from core.permissions import authorize
from core.ratelimits import TooMany

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Join. The answer is the same whether the address is known here or not."""
    onward = browser.onward()
    if current_user.is_authenticated:
        return redirect(onward or "/", 303)
    form = JoinForm()
    status, headers = browser.FINE
    if form.validate_on_submit():
        try:
            if not form.website.data:  # the trap is empty: a person
                _join(form, onward)
            return redirect(url_for(".joined", next=onward), 303)
        except TooMany as limit:
            status, headers = browser.told_to_wait(form, limit)
    elif form.errors:
        status = 422
    page = render_template("accounts/people/new.html", form=form, onward=onward)
    return page, status, headers


def _join(form: JoinForm, onward: str | None) -> None:
    email = form.email.data or ""
    limits.join(browser.address())
    limits.mail_to(email, browser.address())
    db.session.commit()
    password_hash = passwords.hashed(form.password.data or "")  # with nothing locked
    joining.join(
        name=form.name.data or "",
        email=email,
        password_hash=password_hash,
        language=current_language(),
        next_path=onward,
    )
    db.session.commit()


@bp.get("/joined")
def joined() -> str:
    """Look into your mail."""
    return render_template("accounts/people/joined.html", onward=browser.onward())


@bp.route("/edit", methods=["GET", "POST"])
def edit() -> ResponseReturnValue:
    """My name, a few words about me, my language."""
    authorize(permissions.edit_profile, current_user)
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        profiles.update(
            current_user,
            name=form.name.data or "",
            about=form.about.data or "",
            language=form.language.data,
            wants_follow_ups=form.wants_follow_ups.data,
        )
        db.session.commit()
        flash(_("Your profile is saved."), "success")
        return redirect(url_for(".edit"), 303)
    status = 422 if form.errors else 200
    return render_template("accounts/people/edit.html", form=form), status
