"""Pages that look alike to many people, kept but for the menu with their name (decision 11).

In front of Flask whole pages are kept for visitors (hoidap/page_cache.py). Here, behind the
question who asks, lists are kept for plain customers, searches for visitors as well, and what is
read (a thread, an article) for plain customers who left no mark there. Somebody typing asks several
times a second: for suggestions it is remembered, within the minute, whom a browser's cookie names.
"""

from collections.abc import Hashable
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from accounts.models import Role
from accounts.services.sessions import cookie_name
from accounts.services.tokens import digest
from core import content_version, counters
from core.bounded import Bounded
from core.db import db
from core.i18n import COOKIE, current_language, visitors_language
from hoidap import headers, marks, page_cache
from search.contract import IndexUnavailable
from search.services import engine, limits, log, refining

# What they show a customer depends on nothing of that person's but the threads that others do not
# see. A page with a form, or with a mark of what this person did, has no place here.
LISTS = frozenset({
    "hoidap.home.index", "kb.articles.index", "kb.collections.show", "kb.products.show",
    "forum.threads.index", "forum.categories.show", "hoidap.tags.show",
})  # fmt: skip
THREAD, ARTICLE = "forum.threads.show", "kb.articles.show"
READINGS = frozenset({THREAD, ARTICLE})  # shared by those without a mark: hoidap/marks.py
SUGGESTIONS = "search.suggestions.index"
SEARCHES = frozenset({"search.results.index", SUGGESTIONS})
WORDS = page_cache.WORDS | {"q", "as_typed"}  # others would make ever more pages
LONGEST = 1_000  # characters of path and query
MENU_BEGINS, MENU_ENDS = '<details class="menu account-menu"', "</details>"
TOKEN = b"\x00csrf-token\x00"  # stands where each person's own token of their forms is put
MOST = 10_000  # people of whom it is remembered whether they have threads that others do not see
EXTENSION, UNUSUAL = "hoidap-shared-pages", "hoidap-have-unusual-threads"
TYPING = "hoidap-who-is-typing"

Key = tuple[Hashable, ...]


class Reader(NamedTuple):
    """Who asks. id -- None: a visitor; who -- what a page depends on beside address and state."""

    id: int | None
    who: Key


class Shared(NamedTuple):
    """before, after -- the page around the menu; after is None where it has none.
    searched -- what was written into the log of searches; counted -- what the view counted;
    state -- what the page is true of."""

    before: bytes
    after: bytes | None
    headers: dict[str, str]
    searched: tuple[log.Searched, ...]
    counted: tuple[counters.Key, ...]
    state: Key


def init_app(app: Flask) -> None:
    if most := app.config["HOIDAP_PAGE_CACHE_BYTES"]:
        app.extensions[EXTENSION] = Bounded(most // 2)
        app.extensions[UNUSUAL] = Bounded(MOST)
        app.extensions[TYPING] = Bounded(MOST)
        app.before_request(serve)
        app.after_request(keep)


def serve() -> Response | None:
    """The page that was drawn for somebody alike, with this person's menu."""
    # The state first: what is looked at after it is at least as new.
    numbers = current_app.extensions[page_cache.WATCH].numbers() if _may_be_shared() else None
    state = _state(numbers.content) if numbers else None
    if numbers is None or state is None:
        return None
    reader = _reader(numbers)
    if reader is None:
        return None
    key = request.full_path, *reader.who
    kept: Shared | None = _pages().get(key)
    if _has_marks():
        return None
    if kept is None or kept.state != state:
        # Drawn for whom the database names now, who is asked in any case.
        if asked := _asked(numbers.content):
            g.shared = (request.full_path, *asked.who), state
        return None
    return _answered(kept, reader)


def _answered(kept: Shared, reader: Reader) -> Response:
    """What was drawn, with this person's menu; it counts as if it were drawn for them."""
    if request.endpoint in SEARCHES:  # kept or not, it is one search more of theirs
        is_typing = request.endpoint == SUGGESTIONS
        limits.count_of(reader.id, request.remote_addr or "", suggestions=is_typing)
    for searched in kept.searched:
        log.note_again(searched, refining.words_before(request.referrer, request.host))
    for counted in kept.counted:
        current_app.extensions["hoidap-counters"].add(counted)
    html = kept.before if kept.after is None else kept.before + _menu().encode() + kept.after
    if TOKEN in html:
        html = html.replace(TOKEN, generate_csrf().encode())
    response = Response(html, headers=kept.headers)
    response.headers["Cache-Control"] = headers.cache_control(is_private=reader.id is not None)
    return response


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
    if is_passing or content_version.seen_by(db.session()) != state[0] or _has_marks():
        return response
    html = response.get_data()
    if request.endpoint in READINGS and (token := g.get("csrf_token")):
        html = html.replace(token.encode(), TOKEN)
    before, begins, rest = html.partition(MENU_BEGINS.encode())
    _menu, _ends, after = rest.partition(MENU_ENDS.encode())
    is_personal = request.endpoint not in READINGS and b"csrf_token" in before + after
    if is_personal or bool(begins) != (
        current_user.is_authenticated and request.endpoint != SUGGESTIONS
    ):
        return response
    sent = {name: value for name, value in response.headers if name != "Content-Length"}
    searched = tuple(g.get("searched", ()))
    counted = tuple(g.get("counted", ()))
    page = Shared(before, after if begins else None, sent, searched, counted, state)
    _pages().put(key, page, len(before) + len(after) + page_cache.OVERHEAD)
    return response


def _pages() -> Bounded[Shared]:
    pages: Bounded[Shared] = current_app.extensions[EXTENSION]
    return pages


def _may_be_shared() -> bool:
    """As far as the address says; asks nothing of the database."""
    return (
        request.method == "GET"
        and request.endpoint in LISTS | SEARCHES | READINGS
        and len(request.full_path) <= LONGEST
        and WORDS.issuperset(request.args)
        and "_flashes" not in session
    )


def _reader(numbers: content_version.Numbers) -> Reader | None:
    """Who asks; None for whom nothing is kept.

    numbers -- looked at before anything else: what is remembered is true of them at least.
    """
    token = request.cookies.get(cookie_name())
    if request.endpoint != SUGGESTIONS or not token:
        return _asked(numbers.content)
    language = visitors_language(
        request.cookies.get(COOKIE), request.headers.get("Accept-Language", "")
    )
    browser = digest(token), language
    typing: Bounded[tuple[Key, Reader]] = current_app.extensions[TYPING]
    since = numbers, page_cache.minute()
    remembered = typing.get(browser)
    if remembered is None or remembered[0] != since:
        reader = _asked(numbers.content)
        if reader is None:
            return None
        remembered = since, reader
        typing.put(browser, remembered, 1)
    return remembered[1]


def _asked(version: int) -> Reader | None:
    """Who asks, by the database."""
    if not current_user.is_authenticated:
        return Reader(None, (current_language(),)) if request.endpoint in SEARCHES else None
    if current_user.role is not Role.CUSTOMER:
        return None
    who = _class() if request.endpoint in READINGS else (_own(version),)
    return Reader(current_user.id, (current_language(), *who))


def _own(version: int) -> int:
    """The person's id if they see threads that others do not, or ask for their own; else 0."""
    if request.args.get("filter") == "mine":
        return int(current_user.id)
    return int(current_user.id) if _has_unusual(version) else 0


def _has_unusual(version: int) -> bool:
    """Whether the person has threads that others do not see; asked once a state of the site."""
    remembered: Bounded[tuple[int, bool]] = current_app.extensions[UNUSUAL]
    found = remembered.get(current_user.id)
    if found is None or found[0] != version:
        found = version, marks.has_unusual(current_user.id)
        remembered.put(current_user.id, found, 1)
    return found[1]


def _class() -> Key:
    """What decides which deeds a page offers a customer who did nothing there."""
    return current_user.may_post, current_user.trust_level


def _has_marks() -> bool:
    """Whether what is read shows this person something of their own."""
    if request.endpoint not in READINGS or not current_user.is_authenticated:
        return False
    asked = request.view_args or {}
    if request.endpoint == ARTICLE:
        return marks.on_article(current_user.id, asked["article_id"])
    page = request.args.get("page", 1, type=int)
    return marks.on_thread_page(current_user.id, asked["thread_id"], page)


def _state(version: int) -> tuple[int, *tuple[Hashable, ...]] | None:
    """Changes whenever the page might; None while the index is away."""
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
