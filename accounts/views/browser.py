"""The browser's side of accounts: its cookie, where it goes next, how it is told to wait."""

import logging

from flask import g, request, session
from flask.wrappers import Request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from accounts.models import Session, User
from accounts.services import sessions
from accounts.services.addresses import local_path
from core.clock import now
from core.db import db
from core.ratelimits import TooMany

log = logging.getLogger("accounts")
FINE: tuple[int, dict[str, str]] = (200, {})
# Pages reached by a secret link: their address goes nowhere else.
SECRET_PAGE = {"Referrer-Policy": "no-referrer"}


def person_of(asked: Request) -> User | None:
    """Flask-Login's loader: the person of the session cookie; one query, or none without it."""
    raw = asked.cookies.get(sessions.cookie_name())
    found = sessions.find(raw) if raw else None
    if found is None:
        return None
    g.session_row = found
    if sessions.is_stale(found):
        g.seen = (found.id, found.user_id, now())
    return found.user


def note_seen(_error: BaseException | None = None) -> None:
    """After the answer is made, at most once an hour: the session is in use.

    Its own small transaction: the request's may only read, and a full disk must not spoil it.
    """
    if (seen := g.pop("seen", None)) is None:
        return
    try:
        db.session.rollback()
        sessions.note_seen(*seen)
    except SQLAlchemyError:
        log.warning("could not note that session %s is in use", seen[0])


def this_session() -> Session:
    """The row of the browser that asks; only where somebody is signed in."""
    row: Session = g.session_row
    return row


def sign_in(user: User, response: Response) -> None:
    """A new session for this browser; whatever cookie it came with is dead. The caller commits."""
    if raw := request.cookies.get(sessions.cookie_name()):
        sessions.end(raw)
    session.clear()  # the form token of before as well
    sessions.set_cookie(
        response, sessions.begin(user, user_agent=request.headers.get("User-Agent", "")), user
    )
    log.info("signed in user=%s from=%s", user.id, request.remote_addr)


def address() -> str:
    return request.remote_addr or ""


def onward() -> str | None:
    """Where the person was going, with all its words: a path of this site, or None."""
    return local_path(request.args.get("next"))


def told_to_wait(form: FlaskForm, limit: TooMany) -> tuple[int, dict[str, str]]:
    """Status and headers of the page that shows the form again, with what was typed."""
    db.session.rollback()
    log.warning("too often path=%r from=%s", request.path, request.remote_addr)
    minutes = max(1, round(limit.retry_after / 60))
    sentence = _("That was tried too often. Please wait %(minutes)s minutes.", minutes=minutes)
    form.form_errors.append(sentence)
    return 429, {"Retry-After": str(limit.retry_after)}
