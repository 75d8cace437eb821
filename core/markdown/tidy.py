"""Markdown as people write it in chat, rewritten to what Python-Markdown reads.

One pass over the lines, before parsing: fences become highlighted blocks (closed or not, also in
lists and quotes), lists may follow a paragraph and nest by two spaces, `1)` counts like `1.`,
tables and headings stand apart, `<details>` and `<summary>` become blocks of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from core.markdown.highlight import highlighted

MAX_DEPTH = 20  # quotes in quotes; the guard refuses deeper ones

Stash = Callable[[str], str]  # keeps finished HTML, gives the placeholder that stands for it

FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})[ \t]*\.?([\w#.+-]*)")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])( +|$)")
_RULE = re.compile(r"(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_DELIMITER_ROW = re.compile(r"[|:\- ]*-[|:\- ]*$")
_DETAILS = re.compile(r"<(details(?: open)?|/details) *>", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    """A list item that is open: what is indented by `offset` belongs to it."""

    offset: int
    is_numbered: bool


def tidy(lines: list[str], stash: Stash, depth: int = 0) -> list[str]:
    """`lines` rewritten; indentation inside lists becomes four spaces a level."""
    return _Tidier(lines, stash, depth).run()


class _Tidier:
    def __init__(self, lines: list[str], stash: Stash, depth: int) -> None:
        self.todo = lines[::-1]
        self.stash = stash
        self.depth = depth
        self.out: list[str] = []
        self.items: list[_Item] = []
        self.in_paragraph = False
        self.is_items_own = False  # the paragraph began on its item's first line

    def run(self) -> list[str]:
        while self.todo:
            line = self.todo.pop()
            body = line.lstrip(" ")
            if body:
                self._line(line, body, len(line) - len(body))
            else:
                self._blank()
        return self.out

    def _line(self, line: str, body: str, indent: int) -> None:
        item = None if _RULE.match(body) else _ITEM.match(body)
        level = self._level(indent)
        offset = self.items[level - 1].offset if level else 0
        if self._is_code(indent - offset) and not (item and level):
            self._code(level, line[offset:])
        elif item and self._may_start_list(item, level):
            self._item(item, body, indent, level)
        elif fence := FENCE.match(body):
            self._alone(level, self._fenced(fence, indent, self._offset(level)))
        elif body.startswith(">") and self.depth < MAX_DEPTH:
            self._quote(line, level)
        elif _HEADING.match(body) or (_RULE.match(body) and not self.in_paragraph):
            self._alone(level, body)
        elif not self._html(body, indent, level):
            self._text(body, level)

    def _html(self, body: str, indent: int, level: int) -> bool:
        """Set a fold's tags apart, whatever shares their line; False when there are none."""
        if details := _DETAILS.match(body):
            self._alone(level, self.stash(f"<{details[1].lower()}>"))
            self._again(indent, body[details.end() :])
        elif summary := _SUMMARY.match(body):
            self._alone(level, f"<summary>{summary[1].strip()}</summary>")
            self._again(indent, body[summary.end() :])
        elif body.rstrip().lower().endswith("</details>"):
            self._again(indent, "</details>")
            self._again(indent, body.rstrip()[:-10])
        else:
            return False
        return True

    def _level(self, indent: int) -> int:
        """How many of the open items a line with this indentation belongs to."""
        level = 0
        while level < len(self.items) and self.items[level].offset <= indent:
            level += 1
        return level

    def _offset(self, level: int) -> int:
        return self.items[level - 1].offset if level else 0

    def _is_code(self, indent: int) -> bool:
        return indent >= 4 and not self.in_paragraph

    def _blank(self) -> None:
        if self.out and self.out[-1]:
            self.out.append("")
        self.in_paragraph = False

    def _emit(self, level: int, text: str) -> None:
        self.out.append("    " * level + text)

    def _alone(self, level: int, text: str) -> None:
        """A block of its own, whatever stands before and after it."""
        self._blank()
        del self.items[level:]
        self._emit(level, text)
        self._blank()

    def _again(self, indent: int, rest: str) -> None:
        if rest.strip():
            self.todo.append(" " * indent + rest.strip())

    def _code(self, level: int, text: str) -> None:
        del self.items[level:]
        self._emit(level, text)

    def _may_start_list(self, item: re.Match[str], level: int) -> bool:
        """Inside a paragraph only what is clearly a list starts one: no lone `-`, no `1986.`"""
        if not self.in_paragraph or level < len(self.items) or (level and self.is_items_own):
            return True
        return bool(item[2]) and (not item[1][0].isdigit() or item[1][:-1] == "1")

    def _item(self, item: re.Match[str], body: str, indent: int, level: int) -> None:
        is_numbered = item[1][0].isdigit()
        if level < len(self.items):
            needs_blank = self.items[level].is_numbered != is_numbered or not self.is_items_own
        else:
            needs_blank = level == 0 or not self.is_items_own
        if needs_blank and self.in_paragraph:
            self._blank()
        del self.items[level:]
        self.items.append(_Item(indent + 2, is_numbered))
        marker = f"{item[1][:-1]}." if is_numbered else "-"
        text = body[item.end() :]
        if fence := FENCE.match(text):
            text = self._fenced(fence, indent + item.end(), indent + 2)
        self._emit(level, f"{marker} {text}")
        self.in_paragraph = self.is_items_own = True

    def _text(self, body: str, level: int) -> None:
        if self.in_paragraph:
            level = len(self.items)  # the paragraph goes on, however lazily indented
            if self._is_table_head(body):
                self._blank()
        else:
            del self.items[level:]
            self.is_items_own = False
        self._emit(level, body)
        self.in_paragraph = True

    def _is_table_head(self, body: str) -> bool:
        if "|" not in body or not self.todo:
            return False
        row = self.todo[-1].strip()
        return "|" in row and bool(_DELIMITER_ROW.match(row))

    def _fenced(self, fence: re.Match[str], indent: int, offset: int) -> str:
        """Read up to the closing fence, the end of the item or of the text; highlight it."""
        code: list[str] = []
        while self.todo:
            line = self.todo[-1]
            body = line.lstrip(" ")
            if body and len(line) - len(body) < offset:
                break
            self.todo.pop()
            ticks = body.rstrip()
            if len(ticks) >= len(fence[1]) and not ticks.strip(fence[1][0]):
                break
            # As much of the fence's own indentation as the line has.
            code.append(line[min(indent, len(line) - len(body)) :])
        while code and not code[-1].strip():
            code.pop()
        return self.stash(highlighted("\n".join(code), fence[2]))

    def _quote(self, line: str, level: int) -> None:
        """Quoted lines are a text of their own: take one `>` off, tidy, put it back."""
        self._blank()
        del self.items[level:]
        if len(self.out) > 1 and self.out[-2].startswith("    " * level + ">"):
            # The parser would join two quotes with only a blank line between.
            self._alone(level, self.stash("<!-- -->"))
        quoted = [line.lstrip(" ")[1:]]
        while self.todo and self.todo[-1].lstrip(" ").startswith(">"):
            quoted.append(self.todo.pop().lstrip(" ")[1:])
        plain = [text[1:] if text.startswith(" ") else text for text in quoted]
        for text in tidy(plain, self.stash, self.depth + 1):
            self._emit(level, f"> {text}".rstrip())
        self.in_paragraph, self.is_items_own = True, False
