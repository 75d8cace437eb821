"""An empty site: is it set up, and the one-time link that lets its owner in."""

from datetime import timedelta

from flask import Flask, current_app, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from accounts.models import Purpose, Role, User
from accounts.services import tokens
from core.db import db, reading

LINK_LIVES = timedelta(days=7)
KEY = "set_up"  # in the signed cookie of the browser that used the link
# What answers before the site has an admin.
OPEN = ("static", "hoidap.setup.", "hoidap.theme.", "hoidap.healthz.", "hoidap.language.")


def init_app(app: Flask) -> None:
    app.before_request(say_not_set_up)


def is_set_up() -> bool:
    """Whether the site has an admin."""
    return db.session.scalar(select(User.id).where(User.role == Role.ADMIN).limit(1)) is not None


def say_not_set_up() -> ResponseReturnValue | None:
    """In place of every page, until there is an admin; asked of the database until it is so once.

    A development site is filled with its people before it serves: there it is not asked.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if app.config["HOIDAP_MODE"] != "production" or "hoidap.set_up" in app.extensions:
        return None
    if request.endpoint and request.endpoint.startswith(OPEN):
        return None
    if is_set_up():
        app.extensions["hoidap.set_up"] = True
        return None
    return render_template("hoidap/setup/not_yet.html"), 503, {"Retry-After": "60"}


def setup_link() -> str | None:
    """A fresh one-time link to /setup, or None when the site has its first admin. Commits."""
    with reading():
        done = is_set_up()
        db.session.rollback()
    if done:
        return None
    token = tokens.issue(Purpose.SETUP, 0, LINK_LIVES)
    db.session.commit()
    return f"{current_app.config['HOIDAP_BASE_URL']}/setup?token={token}"


def is_good(raw: str) -> bool:
    """Whether the link would open the set-up now."""
    return not is_set_up() and tokens.find(Purpose.SETUP, raw) is not None


def open_for_this_browser(raw: str) -> bool:
    """Use the link up and remember it in this browser; False when it is no good (any more)."""
    token = tokens.find(Purpose.SETUP, raw) if not is_set_up() else None
    if token is None:
        return False
    try:
        tokens.use(token)
    except tokens.AlreadyUsed:
        return False
    session[KEY] = True
    return True


def is_open_here() -> bool:
    return bool(session.get(KEY))


def close() -> None:
    """The set-up is finished: from now on /setup is not there."""
    session.pop(KEY, None)
