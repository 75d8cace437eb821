"""Whole pages for visitors, kept by each process in front of Flask (DESIGN.md, decision 11).

A page is kept until anything changes anywhere (core/content_version.py), at most until the minute
ends: opening hours and moments of publication are minutes, so neither is ever shown wrongly.
"""

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from itsdangerous import BadSignature
from werkzeug.http import parse_accept_header, parse_cookie

from accounts.services.sessions import cookie_name
from core import content_version, counters
from core.bounded import Bounded
from core.i18n import COOKIE, visitors_language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Query words that change a page; an address with any other is never kept.
WORDS = {"kind", "category", "collection", "product", "tag", "language", "status"} | {
    "filter", "sort", "page", "before",
}  # fmt: skip
ENCODINGS = ("zstd", "br", "gzip")
OVERHEAD = 1_000  # bytes that a page takes beside its body and key
KEEP = "hoidap.page_cache.keep"
WATCH = "hoidap-content-watch"

Key = tuple[str, str, str, str]  # path, query, language, encoding


class Page(NamedTuple):
    """What was sent, compressed as it was; what its view counted; what it is true of."""

    headers: list[tuple[str, str]]
    body: bytes
    counted: tuple[counters.Key, ...]
    state: tuple[int, int]  # version of the content, minute


class PageCache:
    """WSGI middleware. most -- bytes of all pages kept together."""

    def __init__(self, app: Flask, most: int) -> None:
        self.app, self.inner = app, app.wsgi_app
        self.pages: Bounded[Page] = Bounded(most)
        self.watch: content_version.Watch = app.extensions[WATCH]
        self._version: int | None = None
        sessions: Any = app.session_interface
        self._signer = sessions.get_signing_serializer(app)
        with app.app_context():
            self._sign_in_cookie = cookie_name()

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        key = self._key(environ)
        version = self._present_version() if key else None
        if key is None or version is None:
            return self.inner(environ, start)
        state = version, minute()
        page = self.pages.get(key)
        if page is None or page.state != state:
            environ["HTTP_ACCEPT_ENCODING"] = key[-1]
            return self._make(key, state, environ, start)
        for counted in page.counted:
            self.app.extensions["hoidap-counters"].add(counted)
        start("200 OK", list(page.headers))
        return [page.body]

    def _key(self, environ: "WSGIEnvironment") -> Key | None:
        """What the page depends on; None for whom or what nothing is kept."""
        query = environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_AUTHORIZATION" in environ:
            return None
        if query and not WORDS.issuperset(n for n, _ in parse_qsl(query, keep_blank_values=True)):
            return None
        cookies = parse_cookie(environ) if "HTTP_COOKIE" in environ else {}
        if cookies and self._is_somebody(cookies):
            return None
        language = visitors_language(cookies.get(COOKIE), environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        encoding = _encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return environ["PATH_INFO"], query, language, encoding

    def _is_somebody(self, cookies: Any) -> bool:
        """Signed in, or carrying more than the token of a form: a message, an open set-up."""
        if self._sign_in_cookie in cookies:
            return True
        kept = cookies.get(self.app.config["SESSION_COOKIE_NAME"])
        try:
            return bool(kept) and bool(self._signer.loads(kept).keys() - {"csrf_token"})
        except BadSignature:
            return False

    def _present_version(self) -> int | None:
        version = self.watch.number()
        if version != self._version:
            self._version = version
            self.pages.clear()
        return version

    def _make(
        self, key: Key, state: tuple[int, int], environ: "WSGIEnvironment", start: "StartResponse"
    ) -> Iterable[bytes]:
        """Draw the page. After a change meanwhile it is one of an earlier state: not used."""
        headers: list[tuple[str, str]] = []

        def note(status: str, found: list[tuple[str, str]], *more: Any) -> Any:
            headers.extend(found)
            return start(status, found, *more)

        answer = self.inner(environ, note)
        counted = environ.get(KEEP)
        if counted is None or any(name.lower() == "set-cookie" for name, _ in headers):
            return answer
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        size = len(body) + sum(map(len, key)) + OVERHEAD
        self.pages.put(key, Page(headers, body, counted, state), size)
        return [body]


def minute() -> int:
    return int(time.time() // 60)


@lru_cache(maxsize=500)
def _encoding(accepted: str) -> str:
    """One of ours, or "" for a page as it is: browsers say the same in many ways."""
    return parse_accept_header(accepted).best_match(ENCODINGS) or ""


def init_app(app: Flask) -> None:
    if most := app.config["HOIDAP_PAGE_CACHE_BYTES"]:
        app.extensions[WATCH] = content_version.Watch(app)
        app.after_request(offer)
        app.wsgi_app = PageCache(app, most // 2)  # type: ignore[assignment]


def offer(response: Response) -> Response:
    """Say of a visitor's whole page that it may be kept, and what it counted.

    Not of anything that is no page (errors, redirects, files), and not of a search.
    """
    if (
        response.status_code == 200
        and response.mimetype == "text/html"
        and not (request.blueprint or "search").startswith("search")
        and not current_user.is_authenticated
        and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
        and "no-store" not in response.headers.get("Cache-Control", "")
    ):
        request.environ[KEEP] = tuple(g.get("counted", ()))
    return response
