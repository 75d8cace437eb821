"""One shelf: the shelves within it, and its articles."""

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.db import db
from core.i18n import current_language
from core.origins import at_addresses
from kb.models import Collection
from kb.services import reading

bp = Blueprint("collections", __name__, url_prefix="/collections")


@bp.get("/<path:slug>")
def show(slug: str) -> ResponseReturnValue:
    """A shelf whose folder was renamed leads on to the new one, if there is anything to read."""
    language = current_language()
    collection = reading.find_collection(slug)
    if collection is None:
        return _led_on(slug, language)
    before = request.args.get("before")
    page = reading.articles_of(collection, for_=current_user, language=language, before=before)
    tree = reading.shelves(for_=current_user, language=language)
    shelf = reading.shelf_in(tree, collection)
    if shelf is None and not page.lines:  # nothing in it that this person may read
        return _led_on(slug, language)
    return render_template(
        "kb/collections/show.html",
        collection=collection,
        path=reading.path_to(collection),
        children=shelf.children if shelf else [],
        page=page,
    )


def _led_on(slug: str, language: str) -> ResponseReturnValue:
    """301 to the shelf that has this one's articles now, or 404."""
    former = f"/kb/collections/{slug}"
    kind, number = at_addresses([former]).get(former, ("", 0))
    now_at = db.session.get(Collection, number) if kind == "collection" else None
    tree = reading.shelves(for_=current_user, language=language) if now_at else []
    if now_at is None or now_at.slug == slug or reading.shelf_in(tree, now_at) is None:
        abort(404)
    return redirect(now_at.url, 301)
