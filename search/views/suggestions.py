"""What the box offers while one types: a fragment for our script, OpenSearch JSON for browsers."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.text import clean_line
from search.contract import IndexUnavailable
from search.services import finding, limits, suggesting

bp = Blueprint("suggestions", __name__, url_prefix="/suggestions")


@bp.get("")
def index() -> ResponseReturnValue:
    """At most eight titles."""
    words = clean_line(request.args.get("q", "")[:500])[:100]
    limits.count(current_user, request.remote_addr or "", suggestions=True)
    lines: list[finding.Line] = []
    headers = {}
    if len(words) >= 2:
        try:
            lines = suggesting.suggest(words, for_=current_user)
        except IndexUnavailable:
            headers = {"Cache-Control": "no-store"}
    if request.args.get("format") == "json":
        return jsonify([words, [line.title for line in lines]]), headers
    return render_template("search/suggestions/index.html", lines=lines, words=words), headers
