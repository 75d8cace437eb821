"""Rendering without haste: a text that a busy machine did not finish in time is tried again."""

from core.markdown import Rendered, render_safely
from core.markdown.guard import too_complex

TRIES = 3


def render_patiently(text: str, *, language: str) -> Rendered:
    """As `render_safely`, whose time limit is meant for people who wait for a page."""
    rendered = render_safely(text, language=language)
    for _ in range(TRIES - 1):
        if not rendered.shown_as_typed or too_complex(text):
            break
        rendered = render_safely(text, language=language)
    return rendered
