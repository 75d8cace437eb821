"""What changed between two texts, as data that a template draws with <ins> and <del>.

difflib is quadratic, so the cost is bounded three ways: equal ends are cut off first, lines are
compared before words, and what is still too big is shown as replaced whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]

CONTEXT = 3  # unchanged lines shown around a change
# Products of lengths: about 0.1 s of difflib at the worst, so a page with one of each stays quick.
_COMPARISONS = 4_000_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a hunk; `old` and `new` are line numbers from 1, None where it has no place."""

    kind: Kind
    old: int | None
    new: int | None
    words: tuple[Change, ...]

    @property
    def text(self) -> str:
        return "".join(change.text for change in self.words)


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of changed lines with the unchanged lines around it."""

    lines: tuple[Line, ...]


Step = tuple[bool, int, int, int, int]  # is_same, old from, old to, new from, new to


def diff_words(old: str, new: str) -> list[Change]:
    """The whole of both texts as runs of same, removed and added words, in reading order.

    The `same` and `removed` texts joined give `old`; `same` and `added` give `new`.
    """
    changes: list[Change] = []
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    budget = _COMPARISONS
    for is_same, i1, i2, j1, j2 in _steps(old_lines, new_lines, _COMPARISONS):
        before, after = "".join(old_lines[i1:i2]), "".join(new_lines[j1:j2])
        if is_same:
            changes.append(Change("same", before))
            continue
        words, spent = _changed_words(before, after, budget)
        budget -= spent
        changes += words
    return _joined(changes)


def diff_lines(old: str, new: str, context: int = CONTEXT) -> list[Hunk]:
    """Changed lines in hunks, each with up to `context` unchanged lines on either side.

    A changed line shows its changed words: against its counterpart, or, where lines were split or
    joined, against all that stood there. Empty when nothing changed.
    """
    old_lines, new_lines = old.splitlines(), new.splitlines()
    steps = list(_steps(old_lines, new_lines, _COMPARISONS))
    lines: list[Line] = []
    budget = _COMPARISONS
    for is_same, i1, i2, j1, j2 in steps:
        if is_same:
            pairs = zip(range(i1, i2), range(j1, j2), strict=True)
            lines += [_line("same", i, j, old_lines[i]) for i, j in pairs]
            continue
        removed = [_line("removed", i, None, old_lines[i]) for i in range(i1, i2)]
        added = [_line("added", None, j, new_lines[j]) for j in range(j1, j2)]
        for at in range(len(removed) if len(removed) == len(added) else 0):
            words, spent = _changed_words(removed[at].text, added[at].text, budget)
            budget -= spent
            removed[at] = _with_words(removed[at], words, without="added")
            added[at] = _with_words(added[at], words, without="removed")
        if removed and added and len(removed) != len(added):
            before, after = ("\n".join(line.text for line in side) for side in (removed, added))
            words, spent = _changed_words(before, after, budget)
            budget -= spent
            removed = _spread(removed, [word for word in words if word.kind != "added"])
            added = _spread(added, [word for word in words if word.kind != "removed"])
        lines += removed + added
    return [Hunk(tuple(lines[start:end])) for start, end in _stretches(lines, context)]


def _steps(old: Sequence[str], new: Sequence[str], budget: int) -> Iterator[Step]:
    """Alternating same and changed stretches; equal ends are found without difflib."""
    head = 0
    shorter = min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head:
        yield True, 0, head, 0, head
    old_end, new_end = len(old) - tail, len(new) - tail
    if (old_end - head) * (new_end - head) > budget:
        yield False, head, old_end, head, new_end
    elif head < old_end or head < new_end:
        # White space is no anchor: words would be told apart around any blank they share.
        matcher = SequenceMatcher(str.isspace, old[head:old_end], new[head:new_end], autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            yield tag == "equal", head + i1, head + i2, head + j1, head + j2
    if tail:
        yield True, old_end, len(old), new_end, len(new)


def _changed_words(old: str, new: str, budget: int) -> tuple[list[Change], int]:
    """Words of one changed stretch, and what of the budget they cost."""
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    cost = len(old_words) * len(new_words)
    if cost > budget:
        old_words, new_words = [old], [new]
    changes: list[Change] = []
    for is_same, i1, i2, j1, j2 in _steps(old_words, new_words, max(budget, 1)):
        before, after = "".join(old_words[i1:i2]), "".join(new_words[j1:j2])
        if is_same:
            changes.append(Change("same", before))
        else:
            changes += [Change("removed", before), Change("added", after)]
    return _joined(changes), cost if cost <= budget else 0


def _joined(changes: list[Change]) -> list[Change]:
    """Neighbours of one kind become one run; empty runs go."""
    runs: list[Change] = []
    for change in changes:
        if not change.text:
            continue
        if runs and runs[-1].kind == change.kind:
            runs[-1] = Change(change.kind, runs[-1].text + change.text)
        else:
            runs.append(change)
    return runs


def _line(kind: Kind, old_at: int | None, new_at: int | None, text: str) -> Line:
    return Line(
        kind,
        None if old_at is None else old_at + 1,
        None if new_at is None else new_at + 1,
        (Change(kind, text),),
    )


def _with_words(line: Line, words: list[Change], *, without: Kind) -> Line:
    return Line(line.kind, line.old, line.new, tuple(w for w in words if w.kind != without))


def _spread(lines: list[Line], words: list[Change]) -> list[Line]:
    """Runs of words over several lines, each line with its own."""
    own: list[list[Change]] = [[]]
    for word in words:
        first, *more = word.text.split("\n")
        own[-1].append(Change(word.kind, first))
        own += ([Change(word.kind, text)] for text in more)
    return [
        Line(line.kind, line.old, line.new, tuple(_joined(runs)))
        for line, runs in zip(lines, own, strict=True)
    ]


def _stretches(lines: list[Line], context: int) -> Iterator[tuple[int, int]]:
    """Where hunks start and end: changed lines and their surroundings, joined where they touch."""
    start = end = -1
    for at, line in enumerate(lines):
        if line.kind == "same":
            continue
        if start >= 0 and at - context > end:
            yield start, end
            start = -1
        if start < 0:
            start = max(0, at - context)
        end = min(len(lines), at + 1 + context)
    if start >= 0:
        yield start, end
