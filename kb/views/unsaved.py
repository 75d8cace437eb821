"""What is typed into an article's editor: kept every few seconds, or by a button, until saved."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from flask_login import current_user

from core.db import GREATEST_ID, db, release
from core.diff import diff_lines
from core.markdown import ARTICLE_LENGTH
from core.permissions import authorize
from core.text import clean_line, clean_text
from kb import permissions
from kb.forms import DeedForm
from kb.models import Article, Unsaved
from kb.services import drafting, reading, unsaved

bp = Blueprint("unsaved", __name__, url_prefix="/unsaved")


@bp.post("/keep")
def keep() -> ResponseReturnValue:
    """Keep the editor's fields. `quietly`: for the script, which shows the sentence itself.

    What another window of the same person keeps is not overwritten: the page shows both.
    """
    article = _article()
    if not DeedForm().validate_on_submit():
        abort(400)
    try:
        kept = unsaved.keep(current_user, article, typed(), seen=seen())
    except unsaved.KeptElsewhere as other:
        return _clash(article, other.kept), 409
    db.session.commit()
    words = _("Kept at %(time)s, not saved yet.", time=format_time(format="short")) if kept else ""
    if "quietly" in request.form:
        return words, {"X-Kept": kept.version if kept else ""}
    flash(words or _("There is nothing to keep that is not saved."), "success")
    return redirect(article.url if article else url_for("kb.articles.index"), 303)


@bp.post("/throw-away")
def throw_away() -> ResponseReturnValue:
    """Begin again from the saved text."""
    article = _article()
    if not DeedForm().validate_on_submit():
        abort(400)
    is_gone = unsaved.throw_away(current_user, article, seen=seen())
    db.session.commit()
    if is_gone:
        flash(_("Thrown away."), "success")
    else:
        flash(_("Another window of yours keeps another text here."))
    if article is None:
        return redirect(url_for("kb.articles.new"), 303)
    return redirect(url_for("kb.articles.edit", article_id=article.id), 303)


def _article() -> Article | None:
    """The article that the form names, or None for a new one."""
    authorize(permissions.write_article)
    number = request.form.get("article", type=int)
    if number is None:
        return None
    article = reading.find_article(number, for_=current_user) or abort(404)
    authorize(permissions.edit_article, article)
    return article


def typed() -> unsaved.Typed:
    """The editor's fields as they were sent, cut to what an article may hold."""
    return unsaved.Typed(
        clean_line(request.form.get("title", "")[:200]),
        clean_line(request.form.get("summary", "")[:300]),
        clean_text(request.form.get("body", "")[:ARTICLE_LENGTH]),
        min(max(0, request.form.get("based_on", 0, type=int)), GREATEST_ID),
    )


def seen() -> str:
    """Which kept words the window saw last, as its form says."""
    return request.form.get("kept", "")


def _clash(article: Article | None, kept: Unsaved) -> str:
    if "quietly" in request.form:
        return str(
            _("Another window of yours keeps another text here. “Keep for later” shows both.")
        )
    here = typed()
    release()  # comparing long texts may take a moment
    return render_template(
        "kb/unsaved/clash.html",
        article=article,
        kept=kept,
        typed=here,
        hunks=diff_lines(kept.body, here.body),
    )


def choice(article: Article | None, kept: Unsaved) -> str:
    """The page that asks before it shows the editor: go on with what was kept, or not?"""
    saved = drafting.newest_revision(article, ours=True) if article else None
    release()  # comparing long texts may take a moment
    return render_template(
        "kb/unsaved/choice.html",
        article=article,
        kept=kept,
        hunks=diff_lines(saved.body if saved else "", kept.body),
    )
