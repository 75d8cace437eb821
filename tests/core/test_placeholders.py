"""`{{ name }}`: what is filled in is text, whatever it looks like."""

import pytest

from core.markdown import render
from core.markdown.placeholders import filled, names, places

NASTY = [
    "<script>alert(1)</script>",
    '" onclick="x',
    "**bold** # _h_ [a](b)",
    "&amp; <b>",
    "{{ b }}",
]


def shown(text, **values):
    return filled(render(text, language="en"), values)


@pytest.mark.parametrize("value", NASTY)
def test_a_value_is_text_and_brings_no_structure(value):
    from html import escape

    assert shown("Call {{ a }} now.", a=value) == f"<p>Call {escape(value)} now.</p>"


def test_only_the_text_is_filled():
    text = 'Call [{{ a }}](/x "{{ a }}"), `{{ a }}` or {{a}}.\n\n```\n{{ a }}\n```\n\n    {{ a }}\n'
    html = shown(text, a="1900")
    assert html.count("1900") == 2
    assert ">1900</a>" in html
    assert " or 1900." in html


def test_headings_tables_and_names_with_underscores():
    text = "## In {{ return_days }} days\n\n|a|b|\n|-|-|\n|{{ x_y }}|{{ x_y }}|"
    html = shown(text, return_days="7", x_y="z")
    assert "In 7 days</h2>" in html
    assert html.count("<td>z</td>") == 2


def test_unknown_and_odd_names_stay_as_typed():
    text = "{{ other }} {{ A }} {{ 1a }} {{}} {{ a b }}"
    assert shown(text, a="x") == f"<p>{text}</p>"


def test_names_are_found_with_their_lines_outside_of_code():
    text = "{{ a }}\n```\n{{ b }}\n```\n`{{ c }}` {{ d_1 }}\n~~~~\n~~~\n{{ e }}\n~~~~\n{{a}}"
    assert list(places(text)) == [(1, "a"), (5, "d_1"), (10, "a")]


def test_a_stray_backtick_hides_nothing_of_the_next_paragraph():
    text = "One ` here {{ a }}\n\nand ``one ` {{ b }}`` {{ c }} ` there {{ d }}"
    assert list(places(text)) == [(1, "a"), (3, "c"), (3, "d")]
    assert names(text) == {"a", "b", "c", "d"}
