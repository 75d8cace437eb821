import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoidap import colors

any_color = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_known_contrasts():
    assert colors.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert colors.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(any_color)
def test_text_on_any_colour_can_be_read(color):
    assert colors.contrast(colors.text_on(color), color) >= colors.ENOUGH


@given(any_color)
def test_any_colour_can_be_made_readable_by_day_and_by_night(color):
    for page in (colors.WHITE, colors.DARK_PAGE):
        assert colors.contrast(colors.readable(color, page), page) >= colors.ENOUGH


def test_a_readable_colour_is_left_alone():
    assert colors.readable("#0b5f8a", colors.WHITE) == "#0b5f8a"


def test_what_is_a_color():
    assert colors.is_color("#0b5f8a")
    assert not colors.is_color("#0b5f8a\n")
    assert not colors.is_color("#0B5F8")
