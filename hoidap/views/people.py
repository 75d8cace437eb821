"""A member as everybody sees them: what they wrote and what it settled; no address."""

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from accounts.models import User
from core.db import db
from hoidap import reading

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/<int:person_id>")
@bp.get("/<int:person_id>-<slug>")
def show(person_id: int, slug: str = "") -> ResponseReturnValue:
    person = db.session.get(User, person_id) or abort(404)
    if person.erased_at is not None:
        abort(410)
    if person.url != f"/people/{person_id}-{slug}".removesuffix("-"):
        return redirect(person.url, 301)
    return render_template(
        "hoidap/people/show.html",
        person=person,
        record=reading.record_of(current_user, person),
        page=reading.posts_of(current_user, person, request.args.get("before", type=int)),
    )
