"""“Is it still fine?”, and no more such questions."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.permissions import authorize
from forum import permissions
from forum.forms import FollowUpForm, StopForm
from forum.services import follow_ups
from forum.services.reading import find_thread

bp = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")


@bp.route("/<int:thread_id>", methods=["GET", "POST"])
def show(thread_id: int) -> ResponseReturnValue:
    """The asker says whether it is still fine; if not, the question opens again."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.rate_thread, thread)
    form = FollowUpForm()
    if form.validate_on_submit() and (form.fine.data or form.not_fine.data):
        if form.fine.data:
            follow_ups.still_fine(thread, by=current_user)
            db.session.commit()
            flash(_("Good to hear. Thank you for saying so."), "success")
            return redirect(thread.url, 303)
        follow_ups.not_fine(thread, by=current_user)
        db.session.commit()
        if not permissions.reply(current_user, thread):
            return redirect(thread.url, 303)
        flash(_("We are sorry. Write what is wrong, so that others can help."))
        return redirect(url_for("forum.threads.reply", thread_id=thread.id), 303)
    page = render_template("forum/follow_ups/show.html", thread=thread, form=form)
    return page, 422 if form.errors else 200


@bp.route("/stop/<token>", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """No more such mails: a page with a button, or a mail program's one click (RFC 8058).

    The click carries no CSRF token: the signed link, which only the mail holds, is the proof.
    """
    person = follow_ups.by_stop_token(token) or abort(404)
    is_one_click = request.form.get("List-Unsubscribe") == "One-Click"
    form = StopForm()
    if is_one_click or form.validate_on_submit():
        follow_ups.stop(person)
        db.session.commit()
        words = _("We do not ask you any more.")
        if is_one_click:
            return words, {"Content-Type": "text/plain"}
        flash(words, "success")
        return redirect("/", 303)
    page = render_template("forum/follow_ups/stop.html", form=form)
    return page, 422 if form.errors else 200
