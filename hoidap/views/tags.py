"""What carries a tag (for everybody), and the tidying of tags (for admins)."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from core.db import db
from core.permissions import authorize
from core.slugs import slugify
from core.tags import Tag
from core.text import clean_line
from forum.services import thread_lists
from hoidap import permissions, reading, tagging
from hoidap.forms.shelves import MergeForm, TagForm

bp = Blueprint("tags", __name__)
PER_PAGE = 100


@bp.get("/tags/<slug>")
def show(slug: str) -> str:
    """The articles and threads of a tag, as far as the reader may see them."""
    tag = _by_slug(slug) or abort(404)
    before = request.args.get("before", "")[:50]
    threads = thread_lists.threads(current_user, tag=tag, before=before)
    articles = [] if before else reading.tagged_articles(current_user, tag)
    if not articles and not threads.threads and not permissions.manage_settings(current_user):
        abort(404)  # its name alone could tell of what one may not see
    return render_template("hoidap/tags/show.html", tag=tag, articles=articles, threads=threads)


@bp.get("/desk/settings/tags")
def index() -> str:
    authorize(permissions.manage_settings)
    rows = tagging.usages(before=clean_line(request.args.get("before")), limit=PER_PAGE + 1)
    more = rows[PER_PAGE - 1].tag.slug if len(rows) > PER_PAGE else None
    return render_template("hoidap/tags/index.html", usages=rows[:PER_PAGE], more=more)


@bp.route("/desk/settings/tags/<int:tag_id>/rename", methods=["GET", "POST"])
def rename(tag_id: int) -> ResponseReturnValue:
    authorize(permissions.manage_settings)
    tag = db.session.get(Tag, tag_id) or abort(404)
    form = TagForm(data={"name": tag.name})
    if form.validate_on_submit():
        try:
            tagging.rename(tag, name=form.name.data or "", by=current_user)
        except tagging.TagExists as found:
            form.name.errors = [
                _("There is a tag “%(name)s” already: merge the two.", name=found.other.name)
            ]
        else:
            db.session.commit()
            flash(_("The tag has its new name."))
            return redirect(url_for("hoidap.tags.index"), 303)
    return render_template(
        "hoidap/tags/rename.html", form=form, tag=tag
    ), 422 if form.errors else 200


@bp.route("/desk/settings/tags/<int:tag_id>/merge", methods=["GET", "POST"])
def merge(tag_id: int) -> ResponseReturnValue:
    authorize(permissions.manage_settings)
    tag = db.session.get(Tag, tag_id) or abort(404)
    form = MergeForm()
    if form.validate_on_submit():
        into = _by_slug(slugify(form.into.data or "", 40) or (form.into.data or "").casefold())
        if into is None or into.id == tag.id:
            form.into.errors = [_("There is no other tag of this name.")]
        else:
            tagging.merge(tag, into=into, by=current_user)
            db.session.commit()
            flash(_("Both are one tag now: %(name)s.", name=into.name))
            return redirect(url_for("hoidap.tags.index"), 303)
    return render_template(
        "hoidap/tags/merge.html", form=form, tag=tag
    ), 422 if form.errors else 200


def _by_slug(slug: str) -> Tag | None:
    return db.session.scalar(select(Tag).where(Tag.slug == slug))
