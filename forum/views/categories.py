"""One room of the forum and its threads."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from forum.models import ThreadType
from forum.services import reading, thread_lists

bp = Blueprint("categories", __name__, url_prefix="/categories")


@bp.get("/<slug>")
def show(slug: str) -> str:
    category = reading.find_category(slug, for_=current_user)
    chosen = request.args.get("filter", "latest")
    kind = request.args.get("kind", "")
    if chosen not in thread_lists.FILTERS or (
        chosen == "mine" and not current_user.is_authenticated
    ):
        chosen = "latest"
    page = thread_lists.threads(
        current_user,
        filter=chosen,
        category=category,
        type=ThreadType(kind) if kind in set(ThreadType) else None,
        before=request.args.get("before"),
    )
    return render_template(
        "forum/categories/show.html",
        category=category,
        categories=reading.categories(current_user),
        page=page,
        chosen=chosen,
    )
