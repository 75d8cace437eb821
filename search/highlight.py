"""Showing why something was found: the best part of a text, with the words that match marked."""

from typing import NamedTuple

from search import analysis
from search.query import Query, clean, parse

MAX_TEXT = 200_000  # characters that are looked at
_DOTS = "…"


class Piece(NamedTuple):
    """A run of text, marked when it matches. Plain text: whoever shows it escapes it."""

    text: str
    marked: bool


class _Match(NamedTuple):
    start: int
    end: int
    term: str


def excerpt(text: str, query: Query | str, length: int = 240) -> list[Piece]:
    """About `length` characters around the matches, whole words; the beginning if none match."""
    line = clean(text, MAX_TEXT)
    matches = _matches(line, query)
    start, end = _window(line, matches, length)
    pieces = _pieces(line, [m for m in matches if m.start >= start and m.end <= end], start, end)
    if start > 0:
        pieces.insert(0, Piece(_DOTS, False))
    if end < len(line):
        pieces.append(Piece(_DOTS, False))
    return pieces


def mark_title(title: str, query: Query | str) -> list[Piece]:
    """The whole title with the matches marked."""
    line = clean(title, MAX_TEXT)
    return _pieces(line, _matches(line, query), 0, len(line))


def _matches(line: str, query: Query | str) -> list[_Match]:
    wanted = frozenset((parse(query) if isinstance(query, str) else query).all_terms)
    return [_Match(*found) for found in analysis.places(line, wanted)]


def _window(line: str, matches: list[_Match], length: int) -> tuple[int, int]:
    """Where to cut: the stretch with the most different words that match, then the most matches."""
    if len(line) <= length:
        return 0, len(line)
    first, last = _best_stretch(matches, length)
    if first is None or last is None:
        return 0, _word_end(line, length)
    spare = length - (last.end - first.start)
    start = _word_start(line, max(0, min(first.start - spare // 3, len(line) - length)))
    return min(start, first.start), max(_word_end(line, start + length), last.end)


def _best_stretch(matches: list[_Match], length: int) -> tuple[_Match | None, _Match | None]:
    best: tuple[_Match | None, _Match | None] = (None, None)
    most = (0, 0)
    counts: dict[str, int] = {}
    right = 0
    for left, first in enumerate(matches):
        while right < len(matches) and matches[right].end - first.start <= length:
            counts[matches[right].term] = counts.get(matches[right].term, 0) + 1
            right += 1
        if right <= left:  # one match longer than the whole excerpt
            right = left + 1
            continue
        if (len(counts), right - left) > most:
            most, best = (len(counts), right - left), (first, matches[right - 1])
        counts[first.term] -= 1
        if not counts[first.term]:
            del counts[first.term]
    return best


def _word_start(line: str, at: int) -> int:
    """The beginning of the next word; `at` itself inside a run without spaces."""
    if at == 0 or line[at - 1] == " ":
        return at
    space = line.find(" ", at, at + 30)
    return at if space < 0 else space + 1


def _word_end(line: str, at: int) -> int:
    """The end of the last whole word before `at`; `at` itself inside a run without spaces."""
    if at >= len(line):
        return len(line)
    space = line.rfind(" ", max(0, at - 30), at + 1)
    return at if space <= 0 else space


def _pieces(line: str, matches: list[_Match], start: int, end: int) -> list[Piece]:
    """Cut line[start:end] at the matches; matches with nothing but a space between are one."""
    pieces: list[Piece] = []
    done = start
    for run_start, run_end in _runs(line, matches):
        if run_start > done:
            pieces.append(Piece(line[done:run_start], False))
        pieces.append(Piece(line[run_start:run_end], True))
        done = run_end
    if done < end:
        pieces.append(Piece(line[done:end], False))
    return pieces


def _runs(line: str, matches: list[_Match]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for match in matches:
        if runs and not line[runs[-1][1] : match.start].strip():
            runs[-1] = (runs[-1][0], max(runs[-1][1], match.end))
        else:
            runs.append((match.start, match.end))
    return runs
