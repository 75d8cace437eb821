"""The staff's page of what needs doing; moderators come for the queue of their categories."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.services import audit as records
from core.db import db
from core.events import Delivery, retry_dead
from core.permissions import authorize
from core.text import clean_line
from forum import permissions as forum_permissions
from forum.services import queue as queues
from hoidap import desk_work, permissions

bp = Blueprint("desk", __name__, url_prefix="/desk")
PER_PAGE = 50


@bp.get("/")
def index() -> str:
    """Everything that waits, the most urgent of each kind; a moderator sees the queue alone."""
    authorize(permissions.see_desk)
    lists: dict[str, desk_work.Work[Any]] = {"queue": desk_work.waiting_queue(current_user)}
    if permissions.see_work(current_user):
        lists |= {
            "unanswered": desk_work.unanswered(),
            "complaints": desk_work.complaints(),
            "nominations": desk_work.nominations(),
            "reuses": desk_work.asked_of(current_user),
            "drafts": desk_work.drafts(),
            "needs_check": desk_work.needing_check(),
            "low_scores": desk_work.low_scores(),
            "to_read": desk_work.to_read(current_user),
            "conflicts": desk_work.conflicts(),
            "searches": desk_work.failed_searches(),
            "proposals": desk_work.proposals(),
            "deliveries": desk_work.failed_deliveries(),
        }
    return render_template("hoidap/desk/index.html", work=lists, is_overdue=desk_work.is_overdue)


@bp.get("/queue")
def queue() -> str:
    """Flags and held posts, the oldest first."""
    authorize(permissions.see_desk)
    lines = queues.open_items(
        current_user, after=request.args.get("before", 0, type=int), limit=queues.PER_PAGE + 1
    )
    more = lines[queues.PER_PAGE - 1].item.id if len(lines) > queues.PER_PAGE else None
    return render_template(
        "hoidap/desk/queue.html",
        lines=lines[: queues.PER_PAGE],
        more=more,
        count=queues.count(current_user),
        has_rooms=forum_permissions.see_queue(current_user),
    )


@bp.get("/audit")
def audit() -> str:
    """Who did what, the newest first."""
    authorize(permissions.see_audit)
    entries = records.latest(
        subject=clean_line(request.args.get("q"))[:80] or None,
        before=request.args.get("before", type=int),
        limit=PER_PAGE + 1,
    )
    more = entries[PER_PAGE - 1].id if len(entries) > PER_PAGE else None
    return render_template("hoidap/desk/audit.html", entries=entries[:PER_PAGE], more=more)


@bp.get("/deliveries")
def deliveries() -> str:
    """Events whose handler failed to the last; what went wrong, and a button to try again."""
    authorize(permissions.see_work)
    work = desk_work.failed_deliveries(request.args.get("before", type=int), PER_PAGE + 1)
    more = work.first[PER_PAGE - 1].id if len(work.first) > PER_PAGE else None
    return render_template(
        "hoidap/desk/deliveries.html", deliveries=work.first[:PER_PAGE], count=work.total, more=more
    )


@bp.post("/deliveries/<int:delivery_id>/retry")
def retry(delivery_id: int) -> ResponseReturnValue:
    authorize(permissions.retry_delivery)
    delivery = db.session.get(Delivery, delivery_id) or abort(404)
    retry_dead(delivery)
    records.record(current_user, "delivery.retried", f"delivery:{delivery.id}", delivery.event)
    db.session.commit()
    flash(_("It is tried again within a moment."))
    return redirect(url_for("hoidap.desk.deliveries"), 303)
