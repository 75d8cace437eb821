"""Operators in what is typed: `"exact phrase"`, `-"phrase"`, `tag:x`, `in:title`, `before:2026-01`.

Only how they are written is read here; whether there is such a tag or person, those must say who
know it (search/services/narrowing.py). What does not read as an operator is a word: nothing typed
is ever an error.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from core.slugs import slugify
from search import analysis

NAMES = ("in", "tag", "status", "product", "category", "collection", "author", "before", "after")
PHRASE, WITHOUT = "phrase", "without"  # the two that have no name
MOST = 6  # of one search; further ones are words

_QUOTE = '["“”„]'  # phones make the quotes curly
_QUOTED = f'{_QUOTE}([^"“”„]+){_QUOTE}'
_OPERATOR = re.compile(
    rf"(?<!\S)({'|'.join(NAMES)}):(?:{_QUOTED}|([^\s\"“”„]+))(?!\S)"
    rf"|(?<!\S)(-){_QUOTED}(?!\w)"
    rf"|(?<!\w){_QUOTED}(?!\w)",
    re.IGNORECASE,
)
_AT_END = re.compile(
    rf"(?<!\S)(?:{'|'.join(NAMES)}):(?:{_QUOTE}[^\"“”„]*{_QUOTE}?|[^\s\"“”„]*)$", re.IGNORECASE
)
_DATE = re.compile(r"((?:19|20|21)\d\d)(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", re.ASCII)
_TITLE = {"title", "tieu-de"}
_STATUSES = {
    "open": "open unsolved dang-mo mo chua-giai-quyet",
    "solved": "solved resolved da-giai-quyet giai-quyet",
    "planned": "planned da-len-ke-hoach",
    "done": "done da-xong xong",
    "declined": "declined khong-thuc-hien",
    "answered": "answered da-tra-loi",
    "settled": "settled closed da-giai-quyet-xong",
    "checked": "checked verified da-kiem-tra",
    "needs_check": "needs-check can-kiem-tra",
}
_BY_SLUG = {slug: status for status, slugs in _STATUSES.items() for slug in slugs.split()}


class Operator(NamedTuple):
    """One operator. value -- as typed, without quotes; start, end -- where it stands."""

    name: str
    value: str
    start: int
    end: int

    @property
    def status(self) -> str:
        """The status that is meant; empty for what names none."""
        return status(self.value) or ""


def read(text: str) -> list[Operator]:
    """What reads as an operator in one line of text, in order, at most MOST."""
    return list(_sound(text))[:MOST]


def _sound(text: str) -> Iterator[Operator]:
    for match in _OPERATOR.finditer(text):
        name, quoted, bare, minus, unwanted, phrase = match.groups()
        kind = name.lower() if name else WITHOUT if minus else PHRASE
        value = (quoted or bare or unwanted or phrase).strip()
        if _is_sound(kind, value):
            yield Operator(kind, value, *match.span())


def _is_sound(name: str, value: str) -> bool:
    if name == "in":
        return slugify(value) in _TITLE
    if name == "status":
        return status(value) is not None
    if name in ("before", "after"):
        return first_day(value) is not None
    return bool(analysis.words(value))


def without(text: str, operators: Iterable[Operator]) -> str:
    """The text without these operators; of a phrase the words stay. Without any, the very text."""
    for each in sorted(operators, key=lambda each: -each.start):
        words = f" {each.value} " if each.name == PHRASE else " "
        text = text[: each.start] + words + text[each.end :]
    return text


def without_last(text: str) -> str:
    """The text without the operator at its end, finished (`tag:re`) or not (`tag:`)."""
    return _AT_END.sub("", text)


def status(value: str) -> str | None:
    """The status that is meant, in either language."""
    return _BY_SLUG.get(slugify(value))


def first_day(value: str) -> date | None:
    """The day, or the first one of the month or year, that is written there."""
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
