"""The allow-list that both passes share: what rendered text may be made of."""

from __future__ import annotations

from core.markdown.highlight import CLASSES as CODE_CLASSES

_BLOCKS = {"blockquote", "details", "div", "hr", "li", "ol", "p", "pre", "summary", "ul"}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_INLINE = {"a", "br", "code", "del", "em", "kbd", "span", "strong", "sub", "sup"}
TAGS = frozenset(_BLOCKS | _HEADINGS | _TABLES | _INLINE | {"img", "input"})
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "details": {"open"},
    "div": {"tabindex"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"type", "disabled", "checked", "aria-label"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "*": {"class", "id"},
}
_ALERTS = {f"alert-{kind}" for kind in ("note", "tip", "important", "warning", "caution")}
_FOOTNOTES = {"footnote", "footnote-ref", "footnote-backref"}
_OTHERS = {"highlight", "task-list", "task-list-item", "text-center", "text-end"}
CLASSES = frozenset(
    {"alert-box", "alert-title", "table", "table-responsive"} | _ALERTS | _FOOTNOTES | _OTHERS
)

# Attributes that have one value here, whatever was asked for.
ALWAYS = {
    "type": "checkbox",
    "tabindex": "0",
    "loading": "lazy",
    "rel": "nofollow ugc noopener",
    "disabled": "",
    "checked": "",
    "open": "",
}


def kept_classes(tag: str, value: str) -> str:
    """Of the classes in `value` those that `tag` may carry: the page's own look is not for sale."""
    allowed = CODE_CLASSES if tag == "span" else CLASSES
    return " ".join(name for name in value.split() if name in allowed)
