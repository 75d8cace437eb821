"""Decisions on what waits in the queue. The list itself is on the desk."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from accounts.services.addresses import local_path
from core.db import db
from core.permissions import authorize
from forum import permissions
from forum.forms import HideForm
from forum.models import FlagReason, QueueItem
from forum.services import moderation, queue

bp = Blueprint("queue", __name__, url_prefix="/queue")


@bp.post("/<int:item_id>/approve")
def approve(item_id: int) -> ResponseReturnValue:
    """Show a held post to everybody."""
    item = _find(item_id)
    authorize(permissions.approve_item, item)
    try:
        queue.approve(item, by=current_user)
    except queue.AlreadyDecided:
        return _back(_("Somebody else has decided this already."))
    db.session.commit()
    return _back(_("Approved: everybody sees it now."))


@bp.route("/<int:item_id>/hide", methods=["GET", "POST"])
def hide(item_id: int) -> ResponseReturnValue:
    """Hide the post and tell its author why."""
    item = _find(item_id)
    authorize(permissions.hide_item, item)
    form = HideForm()
    if form.validate_on_submit():
        rule = FlagReason(form.rule.data) if form.rule.data else None
        reason = form.reason.data or ""
        try:
            moderation.hide_post(item.post, by=current_user, reason=reason, rule=rule)
        except moderation.AlreadyHidden:
            return _back(_("Somebody else has hidden it already."))
        db.session.commit()
        return _back(_("The post is hidden. Its author will be told why."))
    page = render_template("forum/queue/hide.html", line=queue.line(item), form=form)
    return page, 422 if form.errors else 200


@bp.post("/<int:item_id>/dismiss")
def dismiss(item_id: int) -> ResponseReturnValue:
    """The flags ask for nothing."""
    item = _find(item_id)
    authorize(permissions.dismiss_item, item)
    try:
        queue.dismiss(item, by=current_user)
    except queue.AlreadyDecided:
        return _back(_("Somebody else has decided this already."))
    db.session.commit()
    return _back(_("The flags are done with; the post stays."))


def _find(item_id: int) -> QueueItem:
    item = queue.find(item_id)
    if item is None or not permissions.see_post(current_user, item.post):
        abort(404)
    return item


def _back(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(local_path(request.values.get("next")) or "/desk/queue", 303)
