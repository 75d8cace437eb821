"""Nominations: members ask for an article, staff take it up on the promotion page or refuse."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.permissions import authorize
from forum import forms, permissions
from forum.services import nominating
from forum.services.reading import find_thread

bp = Blueprint("nominations", __name__, url_prefix="/nominations")


@bp.get("/")
def index() -> str:
    """What members want an article of, the oldest first."""
    authorize(permissions.see_nominations)
    shown = nominating.PER_PAGE
    lines = nominating.waiting(after=request.args.get("before", 0, type=int), limit=shown + 1)
    more = lines[shown - 1].nomination.id if len(lines) > shown else None
    return render_template("forum/nominations/index.html", lines=lines[:shown], more=more)


@bp.route("/<int:thread_id>/new", methods=["GET", "POST"])
def new(thread_id: int) -> ResponseReturnValue:
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.nominate_thread, thread)
    form = forms.NominationForm()
    if form.validate_on_submit():
        try:
            nominating.nominate(thread, by=current_user, note=form.note.data or "")
            db.session.commit()
            flash(_("Thank you. Staff look at it, and you are told what came of it."))
        except nominating.AlreadyNominated:
            flash(_("You nominated this thread before."))
        return redirect(thread.url, 303)
    page = render_template("forum/nominations/new.html", thread=thread, form=form)
    return page, 422 if form.errors else 200


@bp.route("/<int:thread_id>/refuse", methods=["GET", "POST"])
def refuse(thread_id: int) -> ResponseReturnValue:
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.refuse_nomination, thread)
    form = forms.RefusalForm()
    if form.validate_on_submit():
        try:
            nominating.refuse(thread, by=current_user, reason=form.reason.data or "")
            db.session.commit()
            flash(_("Refused. Who nominated it is told why."))
        except nominating.NothingOpen:
            flash(_("Somebody else has decided this already."))
        return redirect(url_for("forum.nominations.index"), 303)
    page = render_template("forum/nominations/refuse.html", thread=thread, form=form)
    return page, 422 if form.errors else 200
