"""`{{ name }}` in a text: found in its Markdown, filled into its safe HTML.

What is filled in is text: it is escaped, after Markdown was read, so that it can bring neither HTML
nor a heading, list or link. Inside of code, and in addresses of links, a name stays as it is typed:
that is how a text shows a name itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

NAME = "[a-z][a-z0-9_]{0,39}"
_PLACE = re.compile(rf"\{{\{{[ \t]{{0,4}}({NAME})[ \t]{{0,4}}\}}\}}")
_TAG = re.compile(r'<(/?)([a-z0-9]+)(?:[^">]|"[^"]*")*>')
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_TICKS = re.compile("`+")
_LITERAL = ("code", "pre")


def names(text: str) -> set[str]:
    """Every name in Markdown, in code as well: no fewer than `filled` would find in its HTML."""
    return {match[1] for match in _PLACE.finditer(text)}


def places(text: str) -> Iterator[tuple[int, str]]:
    """Each name in Markdown outside of code, with its line (from 1)."""
    if "{{" not in text:
        return
    at = 1
    for block in "\n".join(_without_fences(text)).split("\n\n"):
        prose = _without_code(block)
        for match in _PLACE.finditer(prose):
            yield at + prose.count("\n", 0, match.start()), match[1]
        at += block.count("\n") + 2


def _without_code(block: str) -> str:
    """The same lines, code between backticks left out (but its line ends)."""
    runs = [run.span() for run in _TICKS.finditer(block)]
    partner: dict[int, int] = {}  # of each run, the next one as long
    last: dict[int, int] = {}
    for number in range(len(runs) - 1, -1, -1):
        length = runs[number][1] - runs[number][0]
        if length in last:
            partner[number] = last[length]
        last[length] = number
    pieces: list[str] = []
    end = number = 0
    while number < len(runs):
        if (other := partner.get(number)) is not None:
            code = block[runs[number][0] : runs[other][1]]
            pieces += (block[end : runs[number][0]], "\n" * code.count("\n"))
            end, number = runs[other][1], other
        number += 1
    return "".join((*pieces, block[end:]))


def _without_fences(text: str) -> list[str]:
    """The same lines, those of fenced code emptied."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            kept.append("")
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
        elif mark:
            kept.append("")
            fence = mark[1]
        else:
            kept.append(line)
    return kept


def filled(html: str, values: Mapping[str, str]) -> str:
    """Our own safe HTML with the values in the places of their names; others stay as typed."""
    if not values:
        return html
    pieces: list[str] = []
    end = depth = 0

    def fill(text: str) -> str:
        if depth:
            return text
        return _PLACE.sub(lambda place: _value(place, values), text)

    for tag in _TAG.finditer(html):
        pieces += (fill(html[end : tag.start()]), tag[0])
        end = tag.end()
        if tag[2] in _LITERAL:
            depth += -1 if tag[1] else 1
    return "".join((*pieces, fill(html[end:])))


def _value(place: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(place[1])
    return place[0] if value is None else escape(value)
