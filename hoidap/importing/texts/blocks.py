"""BBCode's blocks as our Markdown: quotes, code, lists, folds, tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from hoidap.importing.records import former_link
from hoidap.importing.texts import pieces
from hoidap.importing.texts.bbcode import Mark
from hoidap.importing.texts.page import Made

if TYPE_CHECKING:
    from hoidap.importing.texts.marks import Writing

# Discourse's `user, post:2, topic:123` and older forums' `user;123`.
_QUOTED = re.compile(r"(?P<name>[^,;]*)(?:,\s*post:(?P<post>\d+))?(?:,\s*topic:(?P<topic>\d+))?")


def quote(mark: Mark, writing: Writing) -> Made:
    text = writing.text(mark.inside).strip("\n ")
    if not text:
        return Made("")
    found = _QUOTED.match(mark.value)
    name = pieces.words(mark.options.get("author") or (found["name"] if found else ""))
    if name:
        address = _quoted_address(mark, found)
        who = former_link(name, address) if address else name
        text = f"**{who}:**\n\n{text}"
    return Made(pieces.quoted(text), is_block=True)


def code(mark: Mark, *, is_alone: bool) -> Made:
    """A block; one line in the midst of others is code within the line."""
    text = mark.plain()
    if not text.strip():
        return Made("")
    if "\n" not in text.strip() and not is_alone:
        return Made(pieces.inline_code(text))
    language = mark.value or mark.options.get("lang", "")
    return Made(pieces.fenced(text, language), is_block=True)


def _fold(mark: Mark, writing: Writing) -> Made:
    title = mark.value or mark.options.get("title", "")
    summary = pieces.words(title) or "Spoiler"
    return Made(pieces.folded(summary, writing.text(mark.inside)), is_block=True)


def _list(mark: Mark, writing: Writing) -> Made:
    kind = mark.value or mark.options.get("type", "")
    is_numbered = mark.name == "ol" or kind in ("1", "a", "A", "i", "I", "decimal")
    lines: list[str] = []
    for number, item in enumerate(_named(mark, "*", "li"), start=1):
        sign = f"{number}. " if is_numbered else "- "
        first, *more = writing.text(item.inside).strip("\n ").split("\n")
        if len(more) > 1 and "" in more and lines:
            lines.append("")
        lines += [sign + first, *(" " * len(sign) + line if line else "" for line in more)]
    loose = writing.text([part for part in mark.inside if not _is_named(part, "*", "li")])
    return Made(pieces.paragraphs([loose.strip(), "\n".join(lines)]), is_block=True)


def _table(mark: Mark, writing: Writing) -> Made:
    rows = [
        [_cell(writing.text(cell.inside)) for cell in _named(row, "td", "th")]
        for row in _named(mark, "tr")
    ]
    rows = [row for row in rows if row]
    return Made(pieces.table(rows) if rows else writing.text(mark.inside), is_block=True)


def _poll(mark: Mark, writing: Writing) -> Made:
    writing.note("poll: its options stay, its votes do not")
    return Made(writing.text(mark.inside).strip("\n"), is_block=True)


def _rule(_mark: Mark, _writing: Writing) -> Made:
    return Made("---", is_block=True)


def _break(_mark: Mark, _writing: Writing) -> Made:
    return Made("\n")


def _heading(mark: Mark, writing: Writing) -> Made:
    words = " ".join(writing.text(mark.inside).split())
    return Made(f"{'#' * int(mark.name[1])} {words}" if words else "", is_block=True)


WRITERS: dict[str, Callable[[Mark, Writing], Made]] = {
    "quote": quote,
    "spoiler": _fold,
    "hide": _fold,
    "details": _fold,
    "list": _list,
    "ul": _list,
    "ol": _list,
    "table": _table,
    "poll": _poll,
    "hr": _rule,
    "br": _break,
    **{f"h{level}": _heading for level in range(1, 7)},
}


def _quoted_address(mark: Mark, found: re.Match[str] | None) -> str:
    if found and found["post"] and found["topic"]:
        return f"/t/{found['topic']}/{found['post']}"
    post = mark.options.get("post_id", "")
    return f"/viewtopic.php?p={post}" if post.isdecimal() else ""


def _named(mark: Mark, *names: str) -> list[Mark]:
    return [part for part in mark.inside if isinstance(part, Mark) and part.name in names]


def _is_named(part: Mark | str, *names: str) -> bool:
    return isinstance(part, Mark) and part.name in names


def _cell(text: str) -> str:
    return re.sub(r"\s*\n\s*", "<br>", text.strip()).replace("|", "\\|")
