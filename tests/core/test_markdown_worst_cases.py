"""Texts made to be slow: each is refused by the guard or stopped, and then shown as typed."""

from __future__ import annotations

import random
import string
import time
from html import escape

import pytest

from core.markdown import ARTICLE_LENGTH, POST_LENGTH, as_typed, render_safely, too_complex, warm_up
from core.markdown.guard import is_plain
from core.markdown.rendering import draft

WALL = 8  # seconds, from the call to the answer: the limit is 2, a busy machine adds its own
IN_PLACE = 0.5  # seconds of processor; 0.03 here, wide since coverage and other load slow it

REPEATED = {
    "brackets": "[",
    "pictures": "![",
    "cdata": "<![CDATA[",
    "link starts": "[a](",
    "angled link starts": "[x](<",
    "anchors": "<a ",
    "abbreviations": "*[a]: b\n",
    "headings": "# x\n",
    "empty headings": "#\n",
    "setext headings": "a\n=\n\n",
    "fences": "```\n",
    "fences of a language": "```python\nx = 1\n```\n",
    "tilde fences": "~~~\n",
    "long ticks": "````````\n\n",
    "divs": "<div>",
    "bolds": "<b>",
    "parentheses": "(",
    "closing parentheses": ")",
    "tables": "|a|b|\n|-|-|\n|1|2|\n\n",
    "pipes": "|",
    "table rows": "|a|b|\n|-|-|\n",
    "delimiter rows": "|-|-|-\n",
    "star underscore": "*a _a ",
    "star underscore close": "*a_ ",
    "double stars": "**a ",
    "triple stars": "***",
    "stars": "*a**b",
    "underscores": "_a__b ",
    "closing stars": "a* ",
    "backticks": "`",
    "rising backticks": "` `` ``` ",
    "backtick words": "`a ",
    "escapes": "\\",
    "escaped ticks": "\\`",
    "tildes": "~~a ",
    "single tildes": "~",
    "comments": "<!--",
    "instructions": "<?",
    "less than": "<",
    "quoted attributes": '<a href="',
    "entities": "&#",
    "ampersands": "&amp;",
    "autolinks": "<http://",
    "bare links": "http://a.",
    "bare link dots": "www.a" + "." * 20,
    "mail": "a@",
    "mail dots": "a.b.c.d@e.",
    "definitions": "[a]: b\n",
    "definitions and uses": "[a]: b\n\n[a][a]\n\n",
    "unused references": "[a][b] ",
    "footnotes": "[^a]: b\n",
    "footnote uses": "[^1]",
    "footnotes in footnotes": "[^1]: [^1]\n",
    "quotes": "> > > > > > > > ",
    "deep quotes": ">",
    "quote lines": "> a\n\n",
    "lists": "- ",
    "list lines": "- a\n",
    "numbered lists": "1. a\n",
    "mixed lists": "- a\n1. b\n",
    "tasks": "- [ ] a\n",
    "details": "<details>\n",
    "details pairs": "<details><summary>a</summary>\n\nb\n</details>\n",
    "kbd": "<kbd>",
    "sup": "<sup>a",
    "alerts": "> [!NOTE]\n> a\n\n",
    "rules": "---\n\n",
    "lines": "a\n",
    "hard breaks": "a  \n",
    "blank lines": "\n",
    "spaces": " ",
    "indented": "    a\n\n",
    "tabs": "\t",
    "paragraphs": "a\n\n",
    "words": "Chào bạn, tôi muốn đổi hàng. ",
    "marks": "a\u0301\u0323",
    "title quotes": '[a](b "',
    "nested links": "[a](b[c](d",
    "pictures of links": "[![a](b)](c)",
    "colons": ":",
    "exclamations": "!",
    "emoji": "👩‍👩‍👧",
}


def _at_length(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def _stepped_list(length: int) -> str:
    lines, depth = [], 0
    while sum(map(len, lines[-1:])) + len(lines) * depth < length and depth < 400:
        lines.append(" " * (2 * depth) + "- a\n")
        depth += 1
    return "".join(lines)[:length]


def _noise(length: int) -> str:
    return "".join(random.Random(7).choices("[]()*_`~<>!#-+|\\&:@ \nab1.", k=length))


BUILT = {
    "unbalanced brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "unbalanced parentheses": lambda n: "[a](" + "(" * (n // 2) + ")" * (n // 4),
    "nested quotes": lambda n: "".join(">" * d + " a\n" for d in range(1, 200))[:n],
    "stepped list": _stepped_list,
    "one long word": lambda n: "a" * n,
    "one long link": lambda n: "http://a.vn/" + "a" * n,
    "one wide table": lambda n: "|a" * (n // 4) + "\n" + "|-" * (n // 4),
    "regex in code": lambda n: "```perl\n" + "/(" * (n // 2) + "\n```",
    "long code": lambda n: "```python\n" + 'f"{' * (n // 3) + "\n```",
    "long html code": lambda n: "```html\n" + "<a " * (n // 3) + "\n```",
    "noise": _noise,
    "punctuation": lambda n: (string.punctuation * (n // 32 + 1))[:n],
}

CASES = {name: (lambda n, piece=piece: _at_length(piece, n)) for name, piece in REPEATED.items()}
CASES |= BUILT
SAMPLED = random.Random(11).sample(sorted(CASES), 16)


@pytest.fixture(scope="module", autouse=True)
def _started_process():
    warm_up()


def _render_in_time(text: str) -> None:
    began = time.perf_counter()
    rendered = render_safely(text)
    wall = time.perf_counter() - began

    assert wall < WALL
    if rendered.shown_as_typed:
        assert rendered.html == as_typed(text)
        assert escape(text[:1]) in rendered.html
    else:
        assert not too_complex(text)


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_post_of_full_length_comes_back_in_time(name):
    _render_in_time(CASES[name](POST_LENGTH))


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_article_of_full_length_comes_back_in_time(name):
    _render_in_time(CASES[name](ARTICLE_LENGTH))


@pytest.mark.parametrize("name", SAMPLED)
@pytest.mark.parametrize("length", [1_000, 10_000, 100_000])
def test_other_lengths_come_back_in_time(name, length):
    _render_in_time(CASES[name](length))


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_is_rendered_on_the_spot_is_quick(name):
    text = next(
        (CASES[name](n) for n in (2_000, 1_000, 500, 250, 125) if is_plain(CASES[name](n))), "a"
    )
    draft(text, "vi")

    spent = min(_processor_time(text) for _ in range(3))

    assert spent < IN_PLACE


def _processor_time(text: str) -> float:
    began = time.thread_time()
    draft(text, "vi")
    return time.thread_time() - began


def test_after_a_text_was_stopped_the_next_one_is_rendered(monkeypatch):
    from core.markdown import safely

    monkeypatch.setattr(safely, "TIME_LIMIT", 0.05)
    slow = "Chào *bạn* và `mã`, [x](/y).\n\n" * 600
    assert not too_complex(slow)
    assert render_safely(slow).html == as_typed(slow)

    monkeypatch.undo()
    assert "<em>bạn</em>" in render_safely("Chào *bạn*").html
    assert not render_safely("```python\nx = 1\n```").shown_as_typed


def test_the_guard_itself_is_linear():
    for name in SAMPLED:
        text = CASES[name](ARTICLE_LENGTH)
        began = time.thread_time()
        too_complex(text)
        assert time.thread_time() - began < 0.5
