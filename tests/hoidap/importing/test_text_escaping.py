"""Plain words as Markdown show as the words they were."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.markdown import plain_text, render
from hoidap.importing.texts.escaping import escaped, plain_words

SIGNS = st.sampled_from([*"#*_-+=~`>|[](){}<!&;:\\.1 \tab/@x", "&amp;", "&lt;", "<kbd>"])
TEXTS = st.lists(SIGNS, max_size=40).map("".join)


def shown(markdown):
    return " ".join(plain_text(render(markdown, language="en")).split())


def words(text):
    return " ".join(unicodedata.normalize("NFC", text).split())


@given(TEXTS)
@settings(max_examples=400, deadline=None)
@example("__init__ and a_b_c and _c_")
@example("&lt; is not <")
@example("</details>")
@example("1986. A great year")
@example("| a | b |")
@example("- [ ] not a task")
def test_a_line_reads_back_as_it_was(text):
    assert shown(escaped(text.strip())) == words(text)


@given(st.lists(TEXTS, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
@example(["Title", "====="])
@example(["<<@<kbd>"])
@example(["[", "]:#"])
@example(["a | b", "--- | ---", "c | d"])
@example(["[x]: http://example.com", "[x]"])
@example(["    four spaces", "are no code"])
def test_lines_read_back_as_they_were(lines):
    text = "\n".join(lines)
    html = render(plain_words(text), language="en")
    assert words(plain_text(html)) == words(text)
    assert not re.search(r"<(?!/?(?:p|br|a)\b)", html)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing to see here.",
        "snake_case stays",
        "3 * 4 = 12",
        "array[0]",
        "List<int>",
        "AT&T",
        "a-b",
    ],
)
def test_what_means_nothing_stays_as_it_is(text):
    assert escaped(text) == text


def test_an_address_is_left_to_the_renderer():
    text = "see https://example.com/a_b_/x*y*"
    assert escaped(text) == text
