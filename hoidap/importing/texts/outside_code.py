"""Where code stands in a Markdown text, found in one linear pass."""

import re
from bisect import bisect_right
from collections.abc import Callable

Span = tuple[int, int]

_STOP = re.compile(
    r"(?mi)^(?P<fence>[ >]*(?P<marks>`{3,}(?=[^`\n]*$)|~{3,}))"
    r"|^(?P<indented>(?: {4}|\t)[^\n]*\S)"
    r"|(?<!`)(?P<ticks>`+)(?!`)"
    r"|\[(?P<bbcode>code|pre|php|nobbc)(?:[=\s][^\[\]\n]*)?\]"
)
_CLOSING = re.compile(r"(?m)^[ >]*(`{3,}|~{3,})[ \t]*$")
_LIST = re.compile(r"[ >]*(?:[-*+]|\d{1,9}[.)]) ")


def code_spans(text: str) -> list[Span]:
    """Fenced, indented and inline code, in their order. BBCode's own code blocks are passed over:
    what looks like Markdown's code in them is not."""
    if "`" not in text and "~~~" not in text and "    " not in text and "\t" not in text:
        return []
    twins = _twins(text)
    lower = text.lower()
    endless: set[str] = set()
    spans: list[Span] = []
    at = 0
    while found := _STOP.search(text, at):
        kind = found.lastgroup if found.lastgroup != "marks" else "fence"
        at = found.end()
        if kind == "fence":
            at = _fence_end(text, found)
            spans.append((found.start(), at))
        elif kind == "indented":
            if _is_code(text, found.start(), spans):
                spans.append(found.span())
            else:
                at = found.start() + 1
        elif kind == "ticks" and found.start() in twins:
            at = twins[found.start()]
            spans.append((found.start(), at))
        elif kind == "bbcode":
            at = _bbcode_end(lower, found["bbcode"].lower(), at, endless)
    return spans


def outside(text: str, spans: list[Span], change: Callable[[str], str]) -> str:
    """The text with `change` applied to what stands between the spans."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [change(text[at:start]), text[start:end]]
        at = end
    return "".join([*parts, change(text[at:])])


def _fence_end(text: str, fence: re.Match[str]) -> int:
    for closing in _CLOSING.finditer(text, fence.end()):
        if closing[1].startswith(fence["marks"]):
            return closing.end()
    return len(text)


def _bbcode_end(lower: str, name: str, at: int, endless: set[str]) -> int:
    ending = lower.find(f"[/{name}]", at) if name not in endless else -1
    if ending < 0:
        endless.add(name)
        return at
    return ending


def _is_code(text: str, start: int, spans: list[Span]) -> bool:
    """An indented line is code after an empty line or other code, but not within a list."""
    if spans and spans[-1][1] == start - 1:
        return True
    line = text.rfind("\n", 0, max(0, start - 1))
    if text[line + 1 : start].strip():
        return False
    paragraph = text.rfind("\n\n", 0, max(0, line)) + 2 if line >= 0 else 0
    return not _LIST.match(text, paragraph if paragraph > 1 else 0)


def _twins(text: str) -> dict[int, int]:
    """For each run of backticks that opens code: where the code ends, before an empty line."""
    breaks = [found.end() for found in re.finditer(r"\n[ \t]*\n", text)]
    next_of: dict[tuple[int, int], int] = {}
    twins: dict[int, int] = {}
    for run in reversed(list(re.finditer("`+", text))):
        paragraph = bisect_right(breaks, run.start())
        key = (paragraph, len(run[0]))
        if key in next_of:
            twins[run.start()] = next_of[key]
        next_of[key] = run.end()
    return twins
