"""Text as people type it to HTML that is safe to show; the only maker of Markup in the house.

`render_safely` is what services call when they save; `safe_html` is what templates call.
"""

from core.markdown.guard import ARTICLE_LENGTH, POST_LENGTH, too_complex
from core.markdown.reading import Heading, excerpt, plain_text, table_of_contents
from core.markdown.rendering import RENDERER_VERSION, as_typed, render, safe_html
from core.markdown.safely import Rendered, render_safely, warm_up
from core.markdown.sections import Block, Section, blocks, sections

__all__ = [
    "ARTICLE_LENGTH",
    "POST_LENGTH",
    "RENDERER_VERSION",
    "Block",
    "Heading",
    "Rendered",
    "Section",
    "as_typed",
    "blocks",
    "excerpt",
    "plain_text",
    "render",
    "render_safely",
    "safe_html",
    "sections",
    "table_of_contents",
    "too_complex",
    "warm_up",
]
