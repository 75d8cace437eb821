"""The results page: search first, ask next, never a dead end."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from core.i18n import LANGUAGES, current_language
from core.text import clean_line
from search.contract import Filters, IndexUnavailable
from search.services import finding, gaps, limits, log, offers

bp = Blueprint("results", __name__)
SORTS = ("relevance", "newest", "votes")
KINDS = ("article", "thread")


@bp.get("/")
def index() -> str:
    """Articles and threads that answer the words typed."""
    words = clean_line(request.args.get("q", "")[:2000])[:256].strip()
    folded = gaps.words_of(words)
    if not folded:  # nothing typed, or nothing that is a word
        return render_template("search/results/index.html", words=words, folded="")
    limits.count(current_user, request.remote_addr or "")
    page = max(1, request.args.get("page", 1, type=int) or 1)
    choices = _choices()
    shown: dict[str, Any] = {"words": words, "folded": folded, **choices}
    try:
        found = finding.find(
            words,
            for_=current_user,
            filters=Filters(**choices["chosen"]),
            page=page,
            sort=choices["sort"],
            is_literal=choices["as_typed"],
        )
    except IndexUnavailable:
        offered = offers.without_index(current_user, current_language())
        return render_template("search/results/index.html", is_away=True, offered=offered, **shown)
    is_first = page == 1 and not choices["as_typed"]  # of what was typed; it is counted once
    if is_first and not choices["is_narrowed"] and choices["sort"] == SORTS[0]:
        log.note(words, current_language(), found.total, has_failed=found.has_failed)
    return render_template("search/results/index.html", found=found, **shown)


def _choices() -> dict[str, Any]:
    """What can be narrowed to, and what is chosen."""
    chosen = {
        name: clean_line(request.args.get(name, "")[:200]) for name in Filters.__dataclass_fields__
    }
    if chosen["kind"] not in KINDS:
        chosen["kind"] = ""
    sort = request.args.get("sort", "")
    return {
        "chosen": chosen,
        "sort": sort if sort in SORTS else SORTS[0],
        "is_narrowed": any(chosen.values()),
        "as_typed": request.args.get("as_typed") == "1",
        "products": offers.products(),
        "collections": offers.collections(current_user),
        "categories": offers.categories(current_user),
        "languages": LANGUAGES,
    }
