"""Typed text: one form, nothing invisible, nothing that reorders what others read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import clean_line, clean_text, is_blank, mask_digits

FAMILY = "👨\u200d👩\u200d👧"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1b[31m\x85", "ab[31m"),
        ("tab\tstays", "tab\tstays"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("pass\u200bword\ufeff\u2060\u00ad", "password"),
        ("a\u2028b\u2029c", "abc"),
        ("\ufffea\uffff\ufdd0\U0001ffff", "a"),
        ("  \n\n    code\nb  \n\n", "    code\nb"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_goes(typed, kept):
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "Tôi không đăng nhập được: Đổi mật khẩu?",
        FAMILY,
        SCOTLAND,
        "❤\ufe0f\u200d🔥",
        "👩🏽\u200d💻",
        "می\u200cخواهم",
        "क्\u200dष",
        "ශ්\u200dරී",
        "日本語 한국어 ไทย",
        "שָׁלוֹם",
    ],
)
def test_what_people_write_stays(typed):
    assert clean_text(typed) == unicodedata.normalize("NFC", typed)


def test_joiners_and_flag_letters_that_join_nothing_go():
    assert clean_text("a\u200db\u200cc\u200d") == "abc"
    assert clean_text("a\U000e0067\U000e0062") == "a"


def test_decomposed_vietnamese_is_composed():
    word = "đổi trả"
    assert clean_text(unicodedata.normalize("NFD", word)) == word


def test_heaps_of_marks_are_trimmed():
    heaped = clean_text("z" + "\u0330\u0331\u0332\u0333" * 10 + "algo")

    assert heaped == "z\u0330\u0331\u0332\u0333algo"


def test_a_line_has_no_line_ends_and_single_spaces():
    assert clean_line("  Không\n đăng \u00a0nhập\t được \r\n") == "Không đăng nhập được"
    assert clean_line("Subject\r\nBcc: a@b.vn") == "Subject Bcc: a@b.vn"


@pytest.mark.parametrize("typed", ["", "  \n\t", "\u200b\u200d\ufeff", "\u3164", "\u2800 \u00a0"])
def test_only_invisible_characters_are_blank(typed):
    assert is_blank(typed)


@pytest.mark.parametrize("typed", ["a", ".", "0", "日", "👍", " \u200ba"])
def test_anything_seen_is_not_blank(typed):
    assert not is_blank(typed)


def test_digits_of_every_script_are_masked():
    assert mask_digits("Đơn 0912-345 và ٣٤, ४") == "Đơn ####-### và ##, #"


@given(st.text(alphabet=st.characters(), max_size=80))
def test_cleaning_is_done_once_and_gives_text_that_can_be_stored(typed):
    cleaned = clean_text(typed)

    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]


@given(st.text(alphabet=st.characters(), max_size=80))
def test_a_cleaned_line_is_one_line(typed):
    line = clean_line(typed)

    assert "\n" not in line
    assert line == line.strip()
    assert clean_line(line) == line
