"""A member as everybody sees them: what they wrote and what it settled; no address."""

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from accounts.models import User
from core.db import db
from hoidap import reading

bp = Blueprint("people", __name__, url_prefix="/people")
SHOWN = 5  # articles on the profile itself


@bp.get("/<int:person_id>")
@bp.get("/<int:person_id>-<slug>")
def show(person_id: int, slug: str = "") -> ResponseReturnValue:
    person = _person(person_id)
    if person.url != f"/people/{person_id}-{slug}".removesuffix("-"):
        return redirect(person.url, 301)
    return render_template(
        "hoidap/people/show.html",
        person=person,
        record=reading.record_of(current_user, person),
        contributed=reading.contributed(current_user, person, limit=SHOWN),
        page=reading.posts_of(current_user, person, request.args.get("before", type=int)),
    )


@bp.get("/<int:person_id>/articles")
def articles(person_id: int) -> str:
    """The articles that are made of somebody's words, as far as the reader may see them."""
    person = _person(person_id)
    page = reading.contributed(current_user, person, request.args.get("before", type=int))
    return render_template("hoidap/people/articles.html", person=person, page=page)


def _person(person_id: int) -> User:
    person = db.session.get(User, person_id) or abort(404)
    if person.erased_at is not None:
        abort(410)
    return person
