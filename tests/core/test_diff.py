"""Diffs: whole, in order, and cut off where they would cost too much."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.diff import Change, diff_lines, diff_words

_SOME_TEXT = st.text(alphabet="ab \n", max_size=60)


def test_words_that_changed_are_told_apart():
    changes = diff_words("Giao trong 3 ngày.", "Giao trong 5 ngày.")

    assert changes == [
        Change("same", "Giao trong "),
        Change("removed", "3"),
        Change("added", "5"),
        Change("same", " ngày."),
    ]


def test_equal_texts_have_no_changes():
    assert diff_words("", "") == []
    assert diff_words("a b", "a b") == [Change("same", "a b")]
    assert diff_lines("a\nb", "a\nb") == []


def test_a_changed_line_stands_among_its_neighbours_with_its_words():
    old = "\n".join(f"dòng {n}" for n in range(1, 11))
    new = old.replace("dòng 5", "hàng 5")

    [hunk] = diff_lines(old, new, context=2)

    assert [(line.kind, line.old, line.new, line.text) for line in hunk.lines] == [
        ("same", 3, 3, "dòng 3"),
        ("same", 4, 4, "dòng 4"),
        ("removed", 5, None, "dòng 5"),
        ("added", None, 5, "hàng 5"),
        ("same", 6, 6, "dòng 6"),
        ("same", 7, 7, "dòng 7"),
    ]
    assert hunk.lines[2].words == (Change("removed", "dòng"), Change("same", " 5"))
    assert hunk.lines[3].words == (Change("added", "hàng"), Change("same", " 5"))


def test_a_line_that_was_split_shows_its_changed_words():
    [hunk] = diff_lines("One two. Three four.", "One two.\n\nThree 4 four.")

    removed, first, empty, last = hunk.lines
    assert removed.words == (
        Change("same", "One two."), Change("removed", " "), Change("same", "Three four."),
    )  # fmt: skip
    assert first.words == (Change("same", "One two."),)
    assert (empty.kind, empty.text) == ("added", "")
    assert last.words == (
        Change("same", "Three"), Change("added", " 4"), Change("same", " four."),
    )  # fmt: skip


def test_changes_far_apart_make_two_hunks_and_near_ones_one():
    old = "\n".join(str(n) for n in range(40))
    far = old.replace("\n5\n", "\nx\n").replace("\n30\n", "\ny\n")
    near = old.replace("\n5\n", "\nx\n").replace("\n8\n", "\ny\n")

    assert len(diff_lines(old, far)) == 2
    assert len(diff_lines(old, near)) == 1


@given(_SOME_TEXT, _SOME_TEXT)
def test_both_texts_can_be_put_together_again(old, new):
    changes = diff_words(old, new)

    assert "".join(c.text for c in changes if c.kind != "added") == old
    assert "".join(c.text for c in changes if c.kind != "removed") == new
    assert all(c.text for c in changes)


@given(_SOME_TEXT, _SOME_TEXT)
def test_hunks_hold_every_changed_line_once(old, new):
    lines = [line for hunk in diff_lines(old, new) for line in hunk.lines]

    old_lines, new_lines = old.splitlines(), new.splitlines()
    removed = [line.old for line in lines if line.kind == "removed"]
    added = [line.new for line in lines if line.kind == "added"]
    assert len(set(removed)) == len(removed)
    assert len(set(added)) == len(added)
    for line in lines:
        assert line.old is None or old_lines[line.old - 1] == line.text
        assert line.new is None or new_lines[line.new - 1] == line.text
    assert len(old_lines) - len(removed) == len(new_lines) - len(added)


def _words(seed: int, *, lines: int, words: int, vocabulary: int) -> str:
    chance = random.Random(seed)
    return "\n".join(
        " ".join(f"w{chance.randrange(vocabulary)}" for _ in range(words)) for _ in range(lines)
    )


TOO_LONG = [(1, 50_000, 5), (50_000, 1, 5), (50_000, 1, 100_000)]


@pytest.mark.parametrize(
    ("lines", "words", "vocabulary"),
    TOO_LONG,
    ids=["one line", "short lines", "lines that differ"],
)
def test_what_is_too_long_to_compare_is_shown_as_replaced(lines, words, vocabulary):
    """difflib alone would take minutes for each of these."""
    old = _words(1, lines=lines, words=words, vocabulary=vocabulary)[:200_000]
    new = _words(2, lines=lines, words=words, vocabulary=vocabulary)[:200_000]

    assert diff_words(old, new) == [Change("removed", old), Change("added", new)]
    [hunk] = diff_lines(old, new)
    assert [line.text for line in hunk.lines if line.kind == "removed"] == old.splitlines()
    assert [line.text for line in hunk.lines if line.kind == "added"] == new.splitlines()
    assert "same" not in {line.kind for line in hunk.lines}


def test_so_many_words_are_compared_on_a_page_and_the_rest_is_shown_as_replaced():
    old = _words(1, lines=400, words=120, vocabulary=9)
    new = _words(2, lines=400, words=120, vocabulary=9)

    [hunk] = diff_lines(old, new)

    is_compared = [len(line.words) > 1 for line in hunk.lines if line.kind == "removed"]
    assert is_compared == sorted(is_compared, reverse=True)  # the first ones
    assert 0 < sum(is_compared) * (2 * 120 - 1) ** 2 <= 4_000_000
    assert diff_words(old, new) == [Change("removed", old), Change("added", new)]


@pytest.mark.parametrize(("lines", "words"), [(2_000, 20), (1_900, 1)])
def test_texts_just_short_enough_are_compared(lines, words):
    old, new = (_words(seed, lines=lines, words=words, vocabulary=2) for seed in (1, 2))

    assert "same" in {change.kind for change in diff_words(old, new)}
    assert "same" in {line.kind for hunk in diff_lines(old, new) for line in hunk.lines}
