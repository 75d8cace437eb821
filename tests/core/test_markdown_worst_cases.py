"""Texts made to be slow: each is refused by the guard or stopped, and then shown as typed.

What becomes of each is asserted here, without a clock; `python -m bench.markdown` has the times.
"""

from __future__ import annotations

import random
import sys

import pytest

from core.markdown import (
    ARTICLE_LENGTH,
    POST_LENGTH,
    as_typed,
    render,
    render_safely,
    safely,
    too_complex,
    warm_up,
)
from core.markdown.guard import is_plain, weigh
from tests.core.worst_cases import CASES

# What the guard lets through at full length: the time limit is the wall behind it.
ARTICLES_LET_THROUGH = {
    "backticks",
    "bare link dots",
    "closing parentheses",
    "emoji",
    "exclamations",
    "marks",
    "one long word",
    "parentheses",
    "single tildes",
    "tabs",
    "unbalanced parentheses",
    "words",
}
POSTS_LET_THROUGH = ARTICLES_LET_THROUGH | {
    "definitions and uses",
    "details pairs",
    "hard breaks",
    "indented",
    "list lines",
    "long code",
    "long html code",
    "mixed lists",
    "noise",
    "numbered lists",
    "one long link",
    "regex in code",
    "tasks",
}
LET_THROUGH = {POST_LENGTH: POSTS_LET_THROUGH, ARTICLE_LENGTH: ARTICLES_LET_THROUGH}
SAMPLED = random.Random(11).sample(sorted(CASES), 16)


@pytest.fixture(scope="module", autouse=True)
def _started_process():
    warm_up()


def comes_back(text: str) -> bool:
    """Whether it was rendered; else it must be shown as it was typed."""
    rendered = render_safely(text)
    assert (rendered.html == as_typed(text)) is rendered.shown_as_typed
    return not rendered.shown_as_typed


@pytest.mark.parametrize("length", LET_THROUGH)
def test_the_guard_refuses_what_would_take_minutes(length):
    texts = {name: built(length) for name, built in CASES.items()}
    assert {name for name, text in texts.items() if not too_complex(text)} == LET_THROUGH[length]


@pytest.mark.parametrize(
    ("piece", "most"),
    [
        ("a\n", 12_000),  # lines
        ("# a\n\n", 1_000),  # headings
        ("```\na\n```\n", 600),  # fences
        ("|a|\n|-|\n\n", 300),  # tables
        ("|", 200),  # columns
        ("[^a]\n\n", 400),  # footnotes
        (">", 15),  # depth: of quotes, and a level for eight characters
        ("> a\n\n", 400),  # quotes
        ("::::::::\n\n", 3_000),  # marks, eight each
        (":", 3_464),  # marks times length of one block: 12 millions
    ],
)
def test_the_guard_knows_how_much_is_too_much(piece, most):
    assert not too_complex(piece * most)
    assert too_complex(piece * (most + 1))


@pytest.mark.parametrize("length", LET_THROUGH)
def test_what_the_guard_refuses_is_shown_as_typed(length):
    for name in CASES.keys() - LET_THROUGH[length]:
        assert not comes_back(CASES[name](length)), name


@pytest.mark.parametrize(
    ("name", "length"),
    [(name, length) for length, names in LET_THROUGH.items() for name in sorted(names)],
)
def test_what_the_guard_lets_through_is_rendered_or_stopped(name, length):
    text = CASES[name](length)
    assert not is_plain(text)  # so it goes to the process that can be killed
    comes_back(text)


@pytest.mark.parametrize("name", SAMPLED)
@pytest.mark.parametrize("length", [1_000, 10_000, 100_000])
def test_other_lengths_come_back(name, length):
    text = CASES[name](length)
    assert not (comes_back(text) and too_complex(text))


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_is_rendered_on_the_spot_is_short_and_comes_out_the_same(name):
    for length in (125, 250, 500, 1_000, 2_000, 4_000, 8_000):
        text = CASES[name](length)
        if is_plain(text):
            assert len(text) <= 2_000
            assert render_safely(text).html == render(text)


def test_only_plain_texts_are_rendered_on_the_spot():
    safely.stop()
    assert not render_safely("Chào *bạn*").shown_as_typed
    assert safely._pool is None

    assert not render_safely("```python\nx = 1\n```").shown_as_typed
    assert safely._pool is not None


def test_after_a_text_was_stopped_the_next_one_is_rendered(monkeypatch):
    assert safely.TIME_LIMIT <= 2
    monkeypatch.setattr(safely, "TIME_LIMIT", 0.05)
    slow = "Chào *bạn* và `mã`, [x](/y).\n\n" * 2_500
    assert not too_complex(slow)
    assert not comes_back(slow)

    monkeypatch.undo()
    assert "<em>bạn</em>" in render_safely("Chào *bạn*").html
    assert comes_back("```python\nx = 1\n```")


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_guard_itself_is_linear(name):
    """Twice the text, at most twice the calls; what each costs does not grow with the text."""
    assert calls_to_weigh(CASES[name](20_000)) <= 2.2 * calls_to_weigh(CASES[name](10_000)) + 50


def calls_to_weigh(text: str) -> int:
    events: list[str] = []
    former = sys.getprofile()
    sys.setprofile(lambda _frame, event, _arg: events.append(event))
    try:
        weigh(text)
    finally:
        sys.setprofile(former)
    return sum(event in ("call", "c_call") for event in events)
