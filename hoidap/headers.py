"""What every answer says about itself: the content policy, and who may keep a copy."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask_login import current_user

from core.db import SAFE_METHODS

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def init_app(app: Flask) -> None:
    app.before_request(refuse_other_sites)
    app.before_request(refuse_json)
    app.after_request(add_headers)


def refuse_other_sites() -> None:
    """A page of another site must not post here, token or not (Origin and Sec-Fetch-Site)."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        abort(403)


def refuse_json() -> None:
    """No form of ours is sent as JSON, and WTForms would take one: numbers and lists for words."""
    if request.method not in SAFE_METHODS and request.is_json:
        abort(415)


def cache_control(*, is_private: bool) -> str:
    """is_private -- of one person, or of a deed: no browser may show it again."""
    return "private, no-store" if is_private else "private, no-cache"


def add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault(
            "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
        )
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        is_private = current_user.is_authenticated or request.method not in SAFE_METHODS
        response.headers["Cache-Control"] = cache_control(is_private=is_private)
    response.headers.setdefault("Vary", "Cookie, Accept-Language")
    return response
