"""Inline code in a text whose blocks of code are set aside already; linear in its length."""

import re
from collections.abc import Iterator

_BLANK_LINE = re.compile(r"\n[ \t>]*(?=\n)")
_TICKS = re.compile(r"`+")
Span = tuple[int, int]  # begins, ends


def inline_spans(text: str) -> Iterator[Span]:
    """A run of backticks up to the next run as long, within one paragraph."""
    at = 0
    for blank in _BLANK_LINE.finditer(text):
        yield from _in_paragraph(text, at, blank.end())
        at = blank.end()
    yield from _in_paragraph(text, at, len(text))


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    runs = [run.span() for run in _TICKS.finditer(text, start, end)]
    ahead: dict[int, list[int]] = {}  # length -> beginnings, the next one last
    for begins, ends in reversed(runs):
        ahead.setdefault(ends - begins, []).append(begins)
    at = start
    for begins, ends in runs:
        if begins < at:
            continue
        opening = begins + _is_escaped(text, begins)
        rivals = ahead.get(ends - opening, [])
        while rivals and rivals[-1] < ends:
            rivals.pop()
        if opening < ends and rivals:
            at = rivals[-1] + ends - opening
            yield opening, at


def _is_escaped(text: str, at: int) -> bool:
    before = at
    while before and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1
