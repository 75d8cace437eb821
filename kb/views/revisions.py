"""One saved text, beside another; and back to it."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.diff import diff_lines
from core.permissions import authorize
from kb import permissions
from kb.forms import DeedForm
from kb.models import Article, Revision
from kb.services import drafting, reading

bp = Blueprint("revisions", __name__, url_prefix="/revisions")


def _found(revision_id: int) -> tuple[Revision, Article]:
    revision = reading.find_revision(revision_id) or abort(404)
    article = reading.find_article(revision.article_id, for_=current_user) or abort(404)
    authorize(permissions.see_revisions, article)
    return revision, article


@bp.get("/<int:revision_id>")
def show(revision_id: int) -> str:
    """What it changed: against the one before it, or `?before=` another revision's number."""
    revision, article = _found(revision_id)
    number = request.args.get("before", revision.number - 1, type=int)
    other = drafting.numbered(article, number)
    return render_template(
        "kb/revisions/show.html",
        revision=revision,
        article=article,
        other=other,
        newest=drafting.newest_revision(article),
        hunks=diff_lines(other.body if other else "", revision.body),
    )


@bp.route("/<int:revision_id>/restore", methods=["GET", "POST"])
def restore(revision_id: int) -> ResponseReturnValue:
    """Put this text on top of the others; publishing it is a second deed."""
    revision, article = _found(revision_id)
    authorize(permissions.restore_revision, revision)
    form = DeedForm()
    if form.validate_on_submit():
        note = _("Restored from revision %(number)s", number=revision.number)
        drafting.restore(revision, by=current_user, note=note)
        db.session.commit()
        flash(_("It is the newest revision now. Publish it to show it to readers."), "success")
        return redirect(article.url, 303)
    return render_template(
        "kb/revisions/restore.html", revision=revision, article=article, form=form
    ), 422 if form.errors else 200
