"""Pages that look alike to many people, kept but for the menu with their name (decision 11).

In front of Flask whole pages are kept for visitors (hoidap/page_cache.py). Here, behind the
question who asks, lists are kept for plain customers, and searches for visitors as well.
"""

from collections.abc import Hashable
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user
from sqlalchemy import bindparam, exists, or_, select

from accounts.models import Role
from core import content_version
from core.bounded import Bounded
from core.db import db
from core.i18n import current_language
from forum.models import Thread
from hoidap import page_cache
from search.contract import IndexUnavailable
from search.services import engine, limits, log

# What they show a customer depends on nothing of that person's but the threads that others do not
# see. A page with a form, or with a mark of what this person did, has no place here.
LISTS = frozenset({
    "hoidap.home.index", "kb.articles.index", "kb.collections.show", "kb.products.show",
    "forum.threads.index", "forum.categories.show", "hoidap.tags.show",
})  # fmt: skip
SUGGESTIONS = "search.suggestions.index"
SEARCHES = frozenset({"search.results.index", SUGGESTIONS})
WORDS = page_cache.WORDS | {"q", "as_typed"}  # others would make ever more pages
LONGEST = 1_000  # characters of path and query
MENU_BEGINS, MENU_ENDS = '<details class="menu account-menu"', "</details>"
EXTENSION = "hoidap-shared-pages"

_HAS_UNUSUAL = select(
    exists().where(
        Thread.author_id == bindparam("person"),
        or_(Thread.is_private, Thread.hidden_at.is_not(None), Thread.held_at.is_not(None)),
    )
)
Key = tuple[Hashable, ...]


class Shared(NamedTuple):
    """before, after -- the page around the menu; after is None where it has none.
    searched -- what was written into the log of searches; state -- what the page is true of."""

    before: bytes
    after: bytes | None
    headers: dict[str, str]
    searched: tuple[log.Searched, ...]
    state: Key


def init_app(app: Flask) -> None:
    if most := app.config["HOIDAP_PAGE_CACHE_BYTES"]:
        app.extensions[EXTENSION] = Bounded(most // 2)
        app.before_request(serve)
        app.after_request(keep)


def serve() -> Response | None:
    """The page that was drawn for somebody alike, with this person's menu."""
    # The state first: what is looked at after it is at least as new.
    state = _state() if _may_be_shared() else None
    key = _key() if state else None
    if key is None or state is None:
        return None
    kept: Shared | None = _pages().get(key)
    if kept is None or kept.state != state:
        g.shared = key, state
        return None
    if request.endpoint in SEARCHES:  # kept or not, it is one search more of theirs
        is_typing = request.endpoint == SUGGESTIONS
        limits.count(current_user, request.remote_addr or "", suggestions=is_typing)
    for searched in kept.searched:
        log.buffer().add(searched)
    html = kept.before if kept.after is None else kept.before + _menu().encode() + kept.after
    return Response(html, headers=kept.headers)


def keep(response: Response) -> Response:
    """Keep a whole page that has no person's mark but the menu.

    Not what says of itself that it is of this moment alone (no-store), and not what was drawn from
    an older or newer state than it would be kept for: who sees more than others, who began before
    a change, may have met it half way.
    """
    key, state = g.pop("shared", (None, None))
    if key is None or response.status_code != 200 or response.mimetype != "text/html":
        return response
    is_passing = "no-store" in response.headers.get("Cache-Control", "")
    if is_passing or content_version.seen_by(db.session()) != state[0]:
        return response
    before, begins, rest = response.get_data().partition(MENU_BEGINS.encode())
    _menu, _ends, after = rest.partition(MENU_ENDS.encode())
    is_personal = b"csrf_token" in before or b"csrf_token" in after
    if is_personal or bool(begins) != (
        current_user.is_authenticated and request.endpoint != SUGGESTIONS
    ):
        return response
    headers = {name: value for name, value in response.headers if name != "Content-Length"}
    searched = tuple(g.get("searched", ()))
    page = Shared(before, after if begins else None, headers, searched, state)
    _pages().put(key, page, len(before) + len(after) + page_cache.OVERHEAD)
    return response


def _pages() -> Bounded[Shared]:
    pages: Bounded[Shared] = current_app.extensions[EXTENSION]
    return pages


def _may_be_shared() -> bool:
    """As far as the address says; asks nothing of the database."""
    return (
        request.method == "GET"
        and request.endpoint in LISTS | SEARCHES
        and len(request.full_path) <= LONGEST
        and WORDS.issuperset(request.args)
        and "_flashes" not in session
    )


def _key() -> Key | None:
    """What the page depends on beside the state of the site; None where nothing is kept."""
    if current_user.is_authenticated:
        if current_user.role is not Role.CUSTOMER:
            return None
        who: Key = (_own(),)
    elif request.endpoint in SEARCHES:
        who = ()
    else:
        return None
    return (request.full_path, current_language(), *who)


def _own() -> int:
    """The person's id if they see threads that others do not, or ask for their own; else 0."""
    if request.args.get("filter") == "mine":
        return int(current_user.id)
    has_some = db.session.scalar(_HAS_UNUSUAL, {"person": current_user.id})
    return int(current_user.id) if has_some else 0


def _state() -> Key | None:
    """Changes whenever the page might; None while the database or the index is away."""
    version = current_app.extensions[page_cache.WATCH].number()
    if version is None:
        return None
    if request.endpoint not in SEARCHES:
        return version, page_cache.minute()
    try:
        return version, page_cache.minute(), engine.index().generation
    except IndexUnavailable:
        return None


def _menu() -> str:
    """The menu of the person who asks, drawn alone."""
    template = current_app.jinja_env.get_template("_partials/_account_menu.html")
    return template.render(current_user=current_user)
