"""The Bootstrap icons that the templates use; hoidap/assets.py makes the sprite of them."""

from functools import lru_cache

from markupsafe import Markup

ICONS = (
    "archive",
    "arrow-counterclockwise",
    "arrow-left",
    "arrow-right",
    "arrow-up-right",
    "bar-chart",
    "bell",
    "book",
    "box-arrow-in-right",
    "box-arrow-right",
    "box-seam",
    "caret-up-fill",
    "chat-dots",
    "chat-left-text",
    "chat-square-text",
    "check-circle-fill",
    "check-lg",
    "chevron-down",
    "chevron-right",
    "clock",
    "clock-history",
    "code-slash",
    "compass",
    "cup-hot",
    "download",
    "envelope",
    "envelope-exclamation",
    "exclamation-circle",
    "exclamation-triangle",
    "eye",
    "eye-slash",
    "file-earmark-text",
    "flag",
    "folder2",
    "gear",
    "geo-alt",
    "globe2",
    "hand-thumbs-down",
    "hand-thumbs-up",
    "hash",
    "hourglass-split",
    "house",
    "image",
    "inbox",
    "info-circle",
    "journal-check",
    "journal-text",
    "kanban",
    "life-preserver",
    "lightbulb",
    "link-45deg",
    "list",
    "list-check",
    "list-ol",
    "list-ul",
    "lock",
    "lock-fill",
    "magic",
    "megaphone",
    "palette",
    "paperclip",
    "patch-check",
    "patch-check-fill",
    "pencil",
    "pencil-square",
    "people",
    "person",
    "person-badge",
    "person-circle",
    "pin-angle-fill",
    "plus-lg",
    "question-circle",
    "quote",
    "router",
    "search",
    "send",
    "shield-check",
    "slash-circle",
    "speedometer2",
    "star",
    "star-fill",
    "tag",
    "telephone",
    "translate",
    "trash",
    "type-bold",
    "type-h2",
    "type-italic",
    "upload",
    "wifi-off",
    "x-lg",
)

_SVG = Markup(
    '<svg class="icon" width="16" height="16" viewBox="0 0 16 16" fill="currentColor"{}'
    ' focusable="false"><use href="{}#{}"></use></svg>'
)
_HIDDEN = Markup(' aria-hidden="true"')
_NAMED = Markup(' role="img" aria-label="{}"')


@lru_cache(maxsize=1_000)  # a page shows some thirty of the same few
def drawn(sprite: str, name: str, label: str) -> Markup:
    """One icon of the sprite; its label alone where there is no sprite ("").

    With a label it is a picture with a name, without one it is decoration.
    """
    if sprite:
        return _SVG.format(_NAMED.format(label) if label else _HIDDEN, sprite, name)
    return Markup("<span>{}</span>").format(label) if label else Markup("")
