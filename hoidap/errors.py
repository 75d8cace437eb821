"""The pages for when something went wrong: what happened, what to do now."""

import logging
import secrets

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError

from accounts.models import Visitor
from core.db import db, reading
from core.ratelimits import TooMany
from hoidap import former_addresses

log = logging.getLogger(__name__)
PAGES = (400, 403, 404, 405, 410, 413, 422, 429, 500, 503)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, known)
    app.register_error_handler(TooMany, too_many)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(OperationalError, database_away)
    for too_large in (OverflowError, DataError):  # SQLite's driver, PostgreSQL's
        app.register_error_handler(too_large, no_such_number)
    app.register_error_handler(Exception, unexpected)


def known(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response(request.environ)
    if error.response is not None:
        return error.response
    if code == 404 and request.url_rule is None and (elsewhere := former_addresses.moved()):
        return elsewhere
    return _page(code)


def too_many(error: TooMany) -> ResponseReturnValue:
    page = render_template("errors/429.html", retry_after=error.retry_after, typed=_typed())
    return page, 429, {"Retry-After": str(error.retry_after)}


def stale_form(error: CSRFError) -> ResponseReturnValue:
    """The form's token is missing or of another session; the typed text is shown, to be copied."""
    log.warning("csrf refused %r: %s", request.path, error.description)
    return _page(400, typed=_typed())


def database_away(_error: OperationalError) -> ResponseReturnValue:
    log.exception("database trouble at %r", request.path)
    db.session.rollback()
    try:
        return _page(503, typed=_typed())
    except SQLAlchemyError:  # it is away altogether: nobody can be asked who this is
        db.session.rollback()
        g._login_user = Visitor()  # where Flask-Login keeps whom it found
        return _page(503, typed=_typed())


def no_such_number(_error: Exception) -> ResponseReturnValue:
    """A number in an address or form that no column holds: nothing has it."""
    log.warning("a value that the database cannot hold at %r", request.path)
    db.session.rollback()
    return _page(404)


def unexpected(_error: Exception) -> ResponseReturnValue:
    """Never a trace on the page: an id that stands in the log as well."""
    number = secrets.token_hex(4)
    log.exception("unexpected error %s at %r", number, request.path)
    db.session.rollback()
    try:
        return _page(500, number=number)
    except Exception:  # the page itself cannot be drawn: the plainest answer there is
        log.exception("the error page %s failed as well", number)
        return InternalServerError().get_response()


def _typed() -> str:
    texts = [v for k, v in request.form.items() if k in ("body", "text", "message", "reason")]
    return "\n\n".join(texts)


def _page(code: int, **words: object) -> ResponseReturnValue:
    shown = code if code in PAGES else (500 if code >= 500 else 400)
    with reading():  # else it would wait for the lock that the request did not get
        return render_template(f"errors/{shown}.html", **words), code
