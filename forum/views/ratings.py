"""How content people are with the way their threads went."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.permissions import authorize
from forum import permissions
from forum.forms import RatingForm, SettleRatingForm
from forum.services import ratings
from forum.services.reading import find_thread

bp = Blueprint("ratings", __name__, url_prefix="/ratings")


@bp.get("/")
def index() -> str:
    """Low scores that nobody has looked after yet."""
    authorize(permissions.see_ratings)
    found = ratings.low(before=request.args.get("before", type=int))
    more = found[ratings.PER_PAGE - 1].id if len(found) > ratings.PER_PAGE else None
    page = found[: ratings.PER_PAGE]
    return render_template("forum/ratings/index.html", ratings=page, more=more)


@bp.route("/<int:thread_id>/edit", methods=["GET", "POST"])
def edit(thread_id: int) -> ResponseReturnValue:
    """The asker says how it went; `?score=4` of a link stands in the form already."""
    thread = find_thread(thread_id, for_=current_user)
    authorize(permissions.rate_thread, thread)
    said = ratings.of(thread)
    form = RatingForm(
        score=request.args.get("score", said.score if said else None, type=int),
        words=said.words if said else "",
    )
    if form.validate_on_submit():
        try:
            words = form.words.data or ""
            ratings.rate(thread, score=form.score.data, words=words, by=current_user)
        except ratings.AlreadySettled:
            flash(_("Somebody of our staff has looked after it already. Thank you."))
        else:
            db.session.commit()
            flash(_("Thank you for saying so."), "success")
        return redirect(thread.url, 303)
    page = render_template("forum/ratings/edit.html", thread=thread, form=form)
    return page, 422 if form.errors else 200


@bp.route("/give/<token>", methods=["GET", "POST"])
def give(token: str) -> ResponseReturnValue:
    """The same by a link of the mail, without signing in: the signed link says who it is.

    A mail scanner that opens it changes nothing. What was said before is shown to the asker alone,
    who signs in for it; words that were left stay when none are added.
    """
    thread, asker = ratings.by_give_token(token) or abort(404)
    if not permissions.rate_thread(asker, thread):
        abort(404)
    form = RatingForm(score=request.args.get("score", type=int))
    if form.validate_on_submit():
        said = ratings.of(thread)
        words = form.words.data or (said.words if said else "")
        try:
            ratings.rate(thread, score=form.score.data, words=words, by=asker)
        except ratings.AlreadySettled:
            flash(_("Somebody of our staff has looked after it already. Thank you."))
        else:
            db.session.commit()
            flash(_("Thank you for saying so."), "success")
        return redirect("/", 303)
    page = render_template("forum/ratings/give.html", thread=thread, form=form)
    return page, 422 if form.errors else 200


@bp.route("/<int:rating_id>/settle", methods=["GET", "POST"])
def settle(rating_id: int) -> ResponseReturnValue:
    """Staff say what they did about a low score."""
    authorize(permissions.see_ratings)
    rating = ratings.find(rating_id) or abort(404)
    authorize(permissions.settle_rating, rating)
    thread = find_thread(rating.thread_id, for_=current_user)
    form = SettleRatingForm()
    if form.validate_on_submit():
        ratings.settle(rating, by=current_user, how=form.how.data or "")
        db.session.commit()
        flash(_("Settled."), "success")
        return redirect(url_for("forum.ratings.index"), 303)
    page = render_template("forum/ratings/settle.html", rating=rating, thread=thread, form=form)
    return page, 422 if form.errors else 200
