"""Which language the site speaks to this browser."""

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from accounts.services.addresses import local_path
from core.db import db
from core.i18n import COOKIE, LANGUAGES

bp = Blueprint("language", __name__, url_prefix="/language")


@bp.get("")
def edit() -> str:
    """The small form page: a visitor's cached pages carry no token, so they link here."""
    return render_template("hoidap/language/edit.html", back=local_path(request.args.get("next")))


@bp.post("")
def update() -> ResponseReturnValue:
    """Speak another language: a cookie for a visitor, the profile for a person."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        current_user.language = language
        db.session.commit()
    response = redirect(local_path(request.form.get("next")) or "/", 303)
    response.set_cookie(
        COOKIE,
        language,
        max_age=31_536_000,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response
