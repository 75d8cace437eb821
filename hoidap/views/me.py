"""What is one's own: questions, what one watches, notices, searches that wait for an answer."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from accounts.services import notifications as notices
from core.db import db
from core.permissions import refuse
from forum.services import thread_lists
from hoidap import reading
from search.models import Waiting
from search.services import waiting as waiters

bp = Blueprint("me", __name__, url_prefix="/me")
PER_PAGE = 30


@bp.before_request
def members_only() -> None:
    if not current_user.is_authenticated:
        refuse()


@bp.get("/")
def index() -> str:
    """My questions, my drafts and my waiting searches on one page."""
    return render_template(
        "hoidap/me/index.html",
        questions=thread_lists.threads(current_user, filter="mine").threads[:5],
        watching=reading.watched_threads(current_user, limit=5).rows,
        drafts=reading.own_drafts(current_user) if current_user.is_staff else [],
        waiting=_with_ways_out(waiters.mine(current_user, limit=5)),
    )


@bp.get("/questions")
def questions() -> str:
    page = thread_lists.threads(
        current_user, filter="mine", before=request.args.get("before", "")[:50]
    )
    return render_template("hoidap/me/questions.html", page=page)


@bp.get("/watching")
def watching() -> str:
    page = reading.watched_threads(current_user, request.args.get("before", type=int))
    return render_template("hoidap/me/watching.html", page=page)


@bp.get("/notifications")
def notifications() -> str:
    rows = notices.latest(
        current_user.id, before=request.args.get("before", type=int), limit=PER_PAGE + 1
    )
    more = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    shown = [(each, notices.sentence(each)) for each in rows[:PER_PAGE]]
    return render_template("hoidap/me/notifications.html", notices=shown, more=more)


@bp.post("/notifications/read")
def read() -> ResponseReturnValue:
    """One notice (`id`) or all of them are read."""
    notices.mark_read(current_user.id, request.form.get("id", type=int))
    db.session.commit()
    return redirect(url_for("hoidap.me.notifications"), 303)


@bp.get("/waiting")
def waiting() -> str:
    """What one searched in vain and asked to be told about."""
    rows = waiters.mine(
        current_user, before=request.args.get("before", type=int), limit=PER_PAGE + 1
    )
    more = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return render_template(
        "hoidap/me/waiting.html", waiting=_with_ways_out(rows[:PER_PAGE]), more=more
    )


def _with_ways_out(rows: list[Waiting]) -> list[tuple[Waiting, str]]:
    """Each with the address where one stops waiting for it."""
    return [(one, waiters.leave_url(one)) for one in rows]


@bp.get("/profile")
def profile() -> ResponseReturnValue:
    """The profile's form belongs to accounts."""
    return redirect(url_for("accounts.people.edit"))
