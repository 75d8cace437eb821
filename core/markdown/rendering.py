"""Markdown to safe HTML: guard, Python-Markdown, allow-list, last pass."""

from __future__ import annotations

import re
import unicodedata
from html import escape

from markupsafe import Markup

from core.markdown.engine import to_html
from core.markdown.guard import too_complex
from core.markdown.sanitise import ResolveLink, decorated, last_pass

# Raise it when the same Markdown would come out differently: stored HTML is then made again.
RENDERER_VERSION = 1

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def render(text: str, *, resolve_link: ResolveLink | None = None, language: str = "vi") -> str:
    """Safe HTML for Markdown `text`; what the guard refuses comes back as typed.

    resolve_link -- given each relative link as typed, answers where it leads, or None to keep it.
    language     -- of the text; alert titles and labels follow it.
    There is no time limit here: for what people send, use `render_safely`.
    """
    text = printable(text)
    html = draft(text, language)
    return as_typed(text) if html is None else last_pass(html, resolve_link)


def draft(text: str, language: str) -> str | None:
    """HTML that lacks only the last pass; None where the text is too complex."""
    if too_complex(text):
        return None
    try:
        return decorated(to_html(text, language), language)
    except RecursionError:
        return None


def as_typed(text: str) -> str:
    """The text itself, escaped, line breaks kept: the honest fallback."""
    return f'<pre class="as-typed" tabindex="0">{escape(printable(text))}</pre>'


def printable(text: str) -> str:
    r"""Without what neither HTML nor the parser's own markers can bear: control characters,
    lone surrogates. Line ends become \n, letters and their marks one (NFC)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNPRINTABLE.sub("", text.encode("utf-8", "ignore").decode("utf-8"))
    return unicodedata.normalize("NFC", text)


def safe_html(html: str) -> Markup:
    """Template filter for HTML that `render` or `render_safely` made, and nothing else.

    The only maker of Markup in the house.
    """
    return Markup(html)  # noqa: S704
