"""Where code stands in a Markdown text; linear in its length."""

import re
from collections.abc import Iterator

_FENCE = re.compile(
    r"[ >]*(?:(?:[-*+]|\d{1,9}[.)]) +)*(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE
)
_BLANK_LINE = re.compile(r"\n[ \t>]*(?=\n)")
_TICKS = re.compile(r"`+")
Span = tuple[int, int]  # begins, ends


def code_spans(text: str) -> list[Span]:
    """Fenced blocks and inline code, in order; what is never closed runs to the end."""
    spans: list[Span] = []
    at = plain = 0
    mark = ""
    for line in text.splitlines(keepends=True):
        if mark:
            if _closes(line, mark):
                spans.append((plain, at + len(line)))
                plain, mark = at + len(line), ""
        elif fence := _FENCE.match(line):
            spans += inline_spans(text, plain, at)
            plain, mark = at, fence["mark"]
        at += len(line)
    return [*spans, (plain, at)] if mark else [*spans, *inline_spans(text, plain, at)]


def _closes(line: str, mark: str) -> bool:
    ticks = line.strip(" >\t\r\n")
    return len(ticks) >= len(mark) and not ticks.strip(mark[0])


def inline_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """Inline code: a run of backticks up to the next run as long, within one paragraph."""
    at = start
    for blank in _BLANK_LINE.finditer(text, start, end):
        yield from _in_paragraph(text, at, blank.end())
        at = blank.end()
    yield from _in_paragraph(text, at, end)


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
