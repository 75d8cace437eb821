"""Which texts are too knotty to render, and which are plain enough to render on the spot.

Python-Markdown is quadratic in places: it looks for the end of each opened mark through the rest
of the block. So the guard weighs each block, marks times length, in one linear pass. What it lets
through may still be slow; the time limit in `safely` is the wall behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.markdown.tidy import FENCE

POST_LENGTH = 32_000  # characters of Markdown
ARTICLE_LENGTH = 200_000

_MARKS = re.compile(r"[\[<`*_~\\&@:]")
_QUOTES_OR_ITEMS = re.compile(r"(?:[ >]|[-*+] |\d{1,9}[.)] )*")


@dataclass(slots=True)
class Weight:
    """What one pass over a text counts."""

    cost: int = 0  # sum over blocks of marks × characters
    fences: int = 0
    headings: int = 0
    tables: int = 0
    columns: int = 0  # of the widest row
    footnotes: int = 0
    depth: int = 0  # of quotes and list levels on one line
    marks: int = 0
    lines: int = 0
    quotes: int = 0  # each after a blank line
    languages: list[str] = field(default_factory=list)


def too_complex(text: str) -> bool:
    """Whether `text` would keep a processor busy beyond reason; linear in its length."""
    if len(text) > ARTICLE_LENGTH or text.count("\n") > 20_000:
        return True
    weight = weigh(text)
    return (
        weight.cost > 12_000_000
        or weight.marks > 24_000
        or weight.fences > 600
        or weight.headings > 1_000
        or weight.tables > 300
        or weight.columns > 200
        or weight.footnotes > 400
        or weight.depth > 16
        or weight.lines > 12_000
        or weight.quotes > 400
    )


def is_plain(text: str) -> bool:
    """Whether `text` renders in well under 50 ms, whatever it says (bench/markdown.py)."""
    if len(text) > 2_000:
        return False
    weight = weigh(text)
    return (
        weight.cost <= 60_000
        and not any(weight.languages)
        and text.count("\n") <= 60
        and weight.depth <= 3
        and weight.footnotes <= 8
        and weight.tables <= 4
        and weight.fences <= 4
        and weight.quotes <= 4
    )


def weigh(text: str) -> Weight:
    weight = Weight(footnotes=text.count("[^"))
    marks = length = 0
    fence = ""
    was_blank = True
    for line in text.splitlines():
        prefix = _QUOTES_OR_ITEMS.match(line)
        body = line[prefix.end() :] if prefix else line
        if fence:
            if body.startswith(fence) and not body.strip(fence[0] + " "):
                fence = ""
            continue
        lead = line[: len(line) - len(body)]
        weight.depth = max(weight.depth, _depth(lead))
        weight.quotes += was_blank and ">" in lead
        was_blank = not line
        if not body or lead.strip() or body[0] in "#|":  # begins a block of its own
            weight.cost += marks * length
            marks = length = 0
        if not body:
            continue
        if opened := FENCE.match(body):
            fence = opened[1]
            weight.fences += 1
            weight.languages.append(opened[2])
            continue
        weight.lines += 1
        weight.headings += body[0] == "#" or not body.strip("=-")
        weight.tables += "|" in body and not body.strip("|:- ")
        weight.columns = max(weight.columns, body.count("|"))
        in_line = len(_MARKS.findall(body))
        weight.marks += in_line
        marks += in_line
        length += len(line)
    weight.cost += marks * length
    return weight


def _depth(lead: str) -> int:
    """Quotes and list items that a line's beginning opens, or is indented for."""
    return lead.count(">") + lead.count("- ") + lead.count("* ") + len(lead) // 8
