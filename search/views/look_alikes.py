"""Has it been asked, or answered, before? Shown while the title of a question is typed."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from core.text import clean_line
from search.contract import IndexUnavailable
from search.services import finding, limits

bp = Blueprint("look_alikes", __name__, url_prefix="/look-alikes")


@bp.get("")
def index() -> str:
    """At most three articles and five threads like `title`; `kind=article`: no threads."""
    title = clean_line(request.args.get("title", "")[:2000])[:256]
    limits.count(current_user, request.remote_addr or "", suggestions=True)
    lines: list[finding.Line] = []
    if len(title.split()) >= 2:
        try:
            threads = 0 if request.args.get("kind") == "article" else 5
            lines = finding.look_alikes(title, for_=current_user, threads=threads)
        except IndexUnavailable:
            lines = []
    return render_template("search/look_alikes/index.html", lines=lines, title=title)
