import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import MAX_LENGTH, clean, parse


def test_terms_are_distinct_and_in_order():
    query = parse("đổi hàng, đổi trả")

    assert query.terms == ("doi", "hang", "tra")
    assert query.exact == ("đổi", "hàng", "trả")
    assert len(query.pairs) == 3
    assert query.excluded == ()


def test_a_minus_before_a_word_excludes_it():
    query = parse("điện thoại -samsung")

    assert query.terms == ("dien", "thoai")
    assert query.excluded == ("samsung",)


@pytest.mark.parametrize("typed", ["wi-fi", "giảm - 50", "giảm -50", "a--b"])
def test_other_hyphens_exclude_nothing(typed):
    assert parse(typed).excluded == ()


def test_a_query_of_excluded_words_only_looks_for_them():
    assert parse("-samsung").terms == ("samsung",)
    assert parse("-samsung").excluded == ()


@pytest.mark.parametrize("nothing", ["", " ", "\x00\x1b", "?!,.", "🎉", "\ud800", "\u202e"])
def test_nothing_to_look_for_is_an_empty_query(nothing):
    assert parse(nothing).is_empty


def test_what_is_too_long_is_cut():
    assert len(parse("đổi trả " * 10_000).text) <= MAX_LENGTH
    assert parse("x" * 10_000).terms == ("x" * 64,)


def test_control_characters_are_spaces():
    assert clean("a\x00b\n\tc\u200b  d") == "a b c d"


@given(st.text(max_size=2_000))
def test_nothing_typed_is_an_error(typed):
    query = parse(typed)

    assert len(query.text) <= MAX_LENGTH
    assert query.text.isprintable()
    assert len(set(query.terms)) == len(query.terms)


@pytest.mark.parametrize(
    ("typed", "is_open"),
    [("đổi tr", True), ("đổi tra\u0309", True), ("đổi trả ", False), ("đổi trả?", False),
     ("đổi -trả", False), ("", False), ("đổi 12", True)],
)  # fmt: skip
def test_a_query_that_ends_in_a_word_may_end_in_half_of_one(typed, is_open):
    assert parse(typed).is_open is is_open
