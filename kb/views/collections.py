"""One shelf: the shelves within it, and its articles."""

from flask import Blueprint, abort, render_template, request
from flask_login import current_user

from core.i18n import current_language
from kb.services import reading

bp = Blueprint("collections", __name__, url_prefix="/collections")


@bp.get("/<path:slug>")
def show(slug: str) -> str:
    collection = reading.find_collection(slug) or abort(404)
    language = current_language()
    before = request.args.get("before")
    page = reading.articles_of(collection, for_=current_user, language=language, before=before)
    tree = reading.shelves(for_=current_user, language=language)
    shelf = reading.shelf_in(tree, collection)
    if shelf is None and not page.lines:  # nothing in it that this person may read
        abort(404)
    return render_template(
        "kb/collections/show.html",
        collection=collection,
        path=reading.path_to(collection),
        children=shelf.children if shelf else [],
        page=page,
    )
