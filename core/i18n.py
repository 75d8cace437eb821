"""Which language a page speaks, and texts that staff wrote in several."""

from collections.abc import Mapping
from functools import lru_cache

from flask import has_request_context, request
from flask_babel import Babel, get_locale
from flask_login import current_user
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
COOKIE = "language"

babel = Babel()


def chosen_language() -> str:
    """The signed-in person's language, else the cookie's, else the browser's, else Vietnamese."""
    if not has_request_context():
        return DEFAULT
    if current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    return visitors_language(
        request.cookies.get(COOKIE), request.headers.get("Accept-Language", "")
    )


@lru_cache(maxsize=500)  # browsers say the same few things again and again
def visitors_language(cookie: str | None, accepted: str) -> str:
    """The language of the cookie, else what the browser asks for, else Vietnamese."""
    if cookie in LANGUAGES:
        return cookie
    return parse_accept_header(accepted, LanguageAccept).best_match(list(LANGUAGES)) or DEFAULT


def current_language() -> str:
    """The language now in force: the request's, or the one forced around a mail."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else DEFAULT


def in_language(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text in `language` (default: the page's), or in any that there is, or ''."""
    if not texts:
        return ""
    wanted = texts.get(language or current_language())
    return wanted or texts.get(DEFAULT) or next((text for text in texts.values() if text), "")
