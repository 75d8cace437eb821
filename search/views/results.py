"""The results page: search first, ask next, never a dead end."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.i18n import current_language
from core.text import clean_line
from search.contract import FACETS, Filters, IndexUnavailable
from search.services import finding, gaps, limits, log, offers, refining
from search.services.narrowing import Asked

bp = Blueprint("results", __name__)
PASSING = {"Cache-Control": "no-store"}  # what is so at this moment alone
SORTS = ("relevance", "newest", "votes")
KINDS = ("article", "thread")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Articles and threads that answer the words typed."""
    typed = clean_line(request.args.get("q", "")[:2000])[:256].strip()
    if not gaps.words_of(typed):  # nothing typed, or nothing that is a word
        return render_template("search/results/index.html", typed=typed, is_idle=True)
    limits.count(current_user, request.remote_addr or "")
    page = max(1, request.args.get("page", 1, type=int) or 1)
    choices = _choices()
    asked = finding.read(typed, for_=current_user)
    folded = gaps.words_of(asked.words)
    shown: dict[str, Any] = {"typed": typed, "words": asked.words, "folded": folded, **choices}
    try:
        found = finding.find(
            asked,
            for_=current_user,
            filters=Filters(**choices["chosen"]),
            page=page,
            sort=choices["sort"],
            is_literal=choices["as_typed"],
            facets=FACETS,
        )
    except IndexUnavailable:
        offered = offers.without_index(current_user, current_language())
        page_of_now = render_template(
            "search/results/index.html", is_away=True, offered=offered, **shown
        )
        return page_of_now, PASSING
    is_first = page == 1 and not choices["as_typed"]  # of what was typed; it is counted once
    if is_first and not choices["is_chosen"] and choices["sort"] == SORTS[0]:
        has_failed = found.has_failed and _fails_without_operators(asked)
        before = refining.words_before(request.referrer, request.host)
        log.note(asked.words, current_language(), found.total, has_failed=has_failed, before=before)
    facets = offers.facets(found.facets, choices["chosen"], choices["places"], current_user)
    is_narrowed = choices["is_chosen"] or bool(asked.operators)
    drawn = render_template(
        "search/results/index.html",
        found=found,
        asked=asked,
        facets=facets,
        is_narrowed=is_narrowed,
        **shown,
    )
    return drawn, PASSING if found.is_partial else {}


def _fails_without_operators(asked: Asked) -> bool:
    """Whether the words themselves find nothing: no article is missed that a filter left out."""
    if not asked.operators:
        return True
    return finding.find(asked.words, for_=current_user, filters=Filters()).has_failed


def _choices() -> dict[str, Any]:
    """What can be narrowed to, and what is chosen."""
    chosen = {name: clean_line(request.args.get(name, "")[:200]) for name in ("kind", *FACETS)}
    if chosen["kind"] not in KINDS:
        chosen["kind"] = ""
    if chosen["status"] == "needs_check" and not current_user.is_staff:
        chosen["status"] = ""
    sort = request.args.get("sort", "")
    return {
        "chosen": chosen,
        "sort": sort if sort in SORTS else SORTS[0],
        "is_chosen": any(chosen.values()),
        "as_typed": request.args.get("as_typed") == "1",
        "places": {
            "product": offers.products(),
            "collection": offers.collections(current_user),
            "category": offers.categories(current_user),
        },
    }
