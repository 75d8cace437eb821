"""The few words that rendering itself adds. They are in the language of the text, not of the
reader, since the HTML is stored with it; so they stand here and not in the catalogues."""

from __future__ import annotations

from typing import TypedDict


class Labels(TypedDict):
    note: str
    tip: str
    important: str
    warning: str
    caution: str
    done: str
    to_do: str
    back: str  # {} is the footnote's number


_LABELS: dict[str, Labels] = {
    "vi": {
        "note": "Ghi chú",
        "tip": "Mẹo",
        "important": "Quan trọng",
        "warning": "Cảnh báo",
        "caution": "Cẩn thận",
        "done": "Đã xong",
        "to_do": "Chưa xong",
        "back": "Trở lại chỗ chú thích {}",
    },
    "en": {
        "note": "Note",
        "tip": "Tip",
        "important": "Important",
        "warning": "Warning",
        "caution": "Caution",
        "done": "Done",
        "to_do": "To do",
        "back": "Back to where footnote {} stands",
    },
}


def labels(language: str) -> Labels:
    """Words for `language` (vi, en); Vietnamese, the site's own, for any other."""
    return _LABELS.get(language, _LABELS["vi"])
