"""The development site's own pages: become one of the demo people, read the mails sent."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, abort, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from accounts.models import Role, User
from accounts.services import sessions
from accounts.services.addresses import local_path
from core.db import db

bp = Blueprint("demo", __name__, url_prefix="/demo")
MAILS_SHOWN = 50
PEOPLE_SHOWN = 8


class Person(NamedTuple):
    id: int
    name: str
    role: Role


class Mail(NamedTuple):
    key: str
    to: str
    subject: str
    date: str


@bp.before_request
def only_in_development() -> None:
    if current_app.config["HOIDAP_MODE"] != "development":
        abort(404)


@bp.app_context_processor
def demo_people() -> dict[str, list[Person]]:
    """The people the banner offers: staff first, then the oldest members. None in production."""
    if current_app.config["HOIDAP_MODE"] != "development" or current_app.testing:
        return {"demo_people": []}
    if "demo_people" not in g:
        columns = select(User.id, User.name, User.role).where(User.erased_at.is_(None))
        rows = db.session.execute(columns.order_by(User.id).limit(PEOPLE_SHOWN)).all()
        g.demo_people = [Person(*row) for row in rows]
    return {"demo_people": g.demo_people}


@bp.post("/switch")
def switch() -> ResponseReturnValue:
    """Sign in as one of the demo people, or as nobody."""
    back = redirect(local_path(request.form.get("next")) or "/", 303)
    if current_user.is_authenticated:
        sessions.end(request.cookies.get(sessions.cookie_name(), ""))
    if number := request.form.get("person", type=int):
        person = db.session.get(User, number) or abort(404)
        sessions.set_cookie(back, sessions.begin(person), person)
    else:
        back.delete_cookie(sessions.cookie_name())
    db.session.commit()
    return back


@bp.get("/mails")
def mails() -> str:
    """The mails the site sent, newest first."""
    files = sorted(_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    shown = []
    for file in files[:MAILS_SHOWN]:
        mail = _read(file)
        shown.append(Mail(file.stem, str(mail["To"]), str(mail["Subject"]), str(mail["Date"])))
    return render_template("hoidap/demo/mails.html", mails=shown)


@bp.get("/mail/<key>")
def mail(key: str) -> str:
    """One of them, as its reader sees it."""
    file = next((each for each in _folder().glob("*.eml") if each.stem == key), None)
    message = _read(file or abort(404))
    part = message.get_body(("plain",))
    text = part.get_content() if part is not None else ""
    return render_template("hoidap/demo/mail.html", mail=message, text=text)


def _folder() -> Path:
    return Path(current_app.config["HOIDAP_INSTANCE_PATH"]) / "mail"


def _read(file: Path) -> EmailMessage:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 (what this policy makes)
    return message
