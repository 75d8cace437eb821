"""What people do with one post."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db, release
from core.diff import diff_words
from core.markdown import render_safely
from core.permissions import authorize
from forum import permissions
from forum.forms import FlagForm, HideForm, PostForm, PreviewForm
from forum.models import FlagReason, Post
from forum.services import accepting, editing, flagging, moderation, official, voting
from forum.services.reading import find_post

bp = Blueprint("posts", __name__, url_prefix="/posts")


@bp.post("/preview")
def preview() -> ResponseReturnValue:
    """The typed text as it would look; a fragment for the editor's script."""
    authorize(permissions.ask)
    form = PreviewForm()
    if not form.validate():
        return render_template("forum/posts/preview.html", html="", form=form), 422
    release()  # as in `edit`
    html = render_safely(form.text.data or "").html
    return render_template("forum/posts/preview.html", html=html, form=form)


@bp.route("/<int:post_id>/edit", methods=["GET", "POST"])
def edit(post_id: int) -> ResponseReturnValue:
    """New words; with `revision` those of an earlier edit stand there, to be used again."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.edit_post, post)
    revision_id = request.args.get("revision", type=int)
    form = PostForm(body=editing.words_at(post, revision_id) if revision_id else post.body)
    shown = None
    if form.validate_on_submit():
        release()  # rendering may take a moment: nobody shall wait for our lock
        if not form.preview.data:
            editing.edit_post(post, by=current_user, body=form.body.data or "")
            db.session.commit()
            flash(_("Saved. What it said before stays in its history."))
            return _to(post)
        shown = render_safely(form.body.data or "").html
    page = render_template("forum/posts/edit.html", post=post, form=form, shown=shown)
    return page, 422 if form.errors else 200


@bp.get("/<int:post_id>/history")
def history(post_id: int) -> str:
    """What it said before each edit: as public as the post."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.see_history, post)
    shown = editing.HISTORY_LENGTH
    found = editing.history(post, before=request.args.get("before", type=int), limit=shown + 1)
    steps = [(step.revision, diff_words(step.revision.body, step.newer)) for step in found[:shown]]
    more = found[shown - 1].revision.id if len(found) > shown else None
    return render_template("forum/posts/history.html", post=post, steps=steps, more=more)


@bp.route("/<int:post_id>/withdraw", methods=["GET", "POST"])
def withdraw(post_id: int) -> ResponseReturnValue:
    """Its author takes it back."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.withdraw_post, post)
    form = PreviewForm()
    if form.validate_on_submit():
        editing.withdraw_post(post, by=current_user)
        db.session.commit()
        flash(_("You took it back."))
        return _to(post)
    return render_template("forum/posts/withdraw.html", post=post, form=form)


@bp.route("/<int:post_id>/hide", methods=["GET", "POST"])
def hide(post_id: int) -> ResponseReturnValue:
    """Staff or moderators hide a post and say why."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.hide_post, post)
    form = HideForm()
    if form.validate_on_submit():
        rule = FlagReason(form.rule.data) if form.rule.data else None
        moderation.hide_post(post, by=current_user, reason=form.reason.data or "", rule=rule)
        db.session.commit()
        flash(_("The post is hidden. Its author will be told why."))
        return _to(post)
    page = render_template("forum/posts/hide.html", post=post, form=form)
    return page, 422 if form.errors else 200


@bp.post("/<int:post_id>/restore")
def restore(post_id: int) -> ResponseReturnValue:
    post = find_post(post_id, for_=current_user)
    authorize(permissions.restore_post, post)
    moderation.restore_post(post, by=current_user)
    db.session.commit()
    flash(_("The post is back."))
    return _to(post)


@bp.post("/<int:post_id>/accept")
def accept(post_id: int) -> ResponseReturnValue:
    """This answer settled it."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.accept_answer, post)
    accepting.accept(post, by=current_user)
    db.session.commit()
    flash(_("Accepted: it stands under the question now."))
    return redirect(post.thread.url, 303)


@bp.post("/<int:post_id>/unaccept")
def unaccept(post_id: int) -> ResponseReturnValue:
    post = find_post(post_id, for_=current_user)
    authorize(permissions.unaccept_answer, post)
    accepting.unaccept(post, by=current_user)
    db.session.commit()
    flash(_("The question is open again."))
    return _to(post)


@bp.post("/<int:post_id>/make-official")
def make_official(post_id: int) -> ResponseReturnValue:
    """This answer stands for the company."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.make_official, post)
    official.make_official(post, by=current_user)
    db.session.commit()
    return _to(post)


@bp.post("/<int:post_id>/unmake-official")
def unmake_official(post_id: int) -> ResponseReturnValue:
    post = find_post(post_id, for_=current_user)
    authorize(permissions.unmake_official, post)
    official.unmake_official(post, by=current_user)
    db.session.commit()
    return _to(post)


@bp.post("/<int:post_id>/vote")
def vote(post_id: int) -> ResponseReturnValue:
    """Give the vote, or take it back."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.vote, post)
    voting.toggle(post, by=current_user)
    db.session.commit()
    return _to(post)


@bp.route("/<int:post_id>/flag", methods=["GET", "POST"])
def flag(post_id: int) -> ResponseReturnValue:
    """Ask staff to look at it."""
    post = find_post(post_id, for_=current_user)
    authorize(permissions.flag_post, post)
    form = FlagForm()
    if form.validate_on_submit():
        reason = FlagReason(form.reason.data)
        try:
            flagging.flag(post, by=current_user, reason=reason, note=form.note.data or "")
            db.session.commit()
            flash(_("Thank you: somebody will look at it. Its author is not told who flagged."))
        except flagging.AlreadyFlagged:
            flash(_("You flagged this before; somebody will look at it."))
        return _to(post)
    page = render_template("forum/posts/flag.html", post=post, form=form)
    return page, 422 if form.errors else 200


def _to(post: Post) -> ResponseReturnValue:
    return redirect(post.url, 303)
