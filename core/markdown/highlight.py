"""Code in colours: Pygments' class names, never a style attribute (static/css/code.css)."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

CLASSES = frozenset(name for name in STANDARD_TYPES.values() if name)

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def highlighted(code: str, language: str) -> str:
    """A block of code as HTML; in one colour when the language is unknown or not named."""
    lexer = _lexer(language.lower()) if language else None
    inner = highlight(code, lexer, _FORMATTER) if lexer else escape(code + "\n", quote=False)
    return f'<div class="highlight"><pre><code>{inner}</code></pre></div>'


@lru_cache(maxsize=200)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
