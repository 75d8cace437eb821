"""Reuse is review: who answers with an article says whether it is still right."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.permissions import authorize
from forum import permissions
from forum.forms import ReuseForm
from forum.services import reuse

bp = Blueprint("reuses", __name__, url_prefix="/reuses")


@bp.get("/")
def index() -> str:
    """What one has not answered yet, the latest; more come up as these are answered."""
    authorize(permissions.see_reuses)
    return render_template("forum/reuses/index.html", lines=reuse.asked_of(current_user))


@bp.post("/<int:reuse_id>/answer")
def answer(reuse_id: int) -> ResponseReturnValue:
    authorize(permissions.see_reuses)
    used = reuse.find_reuse(reuse_id) or abort(404)
    authorize(permissions.answer_reuse, used)
    back = redirect(url_for("forum.threads.show", thread_id=used.thread_id), 303)
    form = ReuseForm()
    if not form.validate_on_submit():
        abort(422)
    try:
        article = reuse.answer(used, form.answer.data, by=current_user)
    except reuse.AlreadyAnswered:
        flash(_("You have answered this already."))
        return back
    except reuse.SourceChanged as changed:
        db.session.commit()
        flash(_("What this article rests on has changed. Please look at that first."), "warning")
        return redirect(f"{changed}#source-changes", 303)
    db.session.commit()
    match form.answer.data:
        case "edit":
            return redirect(url_for("kb.articles.edit", article_id=article.id), 303)
        case "report":
            flash(_("Noted: the article needs a check, and its owner is told."))
        case _yes:
            flash(_("Noted: checked today."), "success")
    return back
