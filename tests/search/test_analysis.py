import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert analysis.fold(analysis.fold(text)) == analysis.fold(text)


@given(st.text())
def test_composed_and_decomposed_text_have_the_same_terms(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert analysis.terms(composed) == analysis.terms(decomposed)
    assert analysis.exact_words(analysis.words(composed)) == analysis.exact_words(
        analysis.words(decomposed)
    )


@given(st.text())
def test_tokens_lie_where_they_say_in_order_and_without_blanks(text):
    composed = analysis.compose(text)

    starts = []
    for token in analysis.tokens(composed):
        starts.append(token.start)
        assert 0 <= token.start < token.end <= len(composed)
        assert not composed[token.start : token.end].isspace()
        assert token.word

    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đổi TRẢ hàng", "doi tra hang"), ("đường", "duong"), ("Ước mơ", "uoc mo"), ("café", "cafe")],
)
def test_marks_and_case_fold_away(text, folded):
    assert analysis.fold(text) == folded


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("thúy", "thuý"), ("khỏe", "khoẻ"), ("HỦY", "HUỶ")]
)
def test_both_tone_placements_are_one_word(old, new):
    assert analysis.exact_words(analysis.words(old)) == analysis.exact_words(analysis.words(new))


def test_a_tone_after_qu_or_in_a_longer_rhyme_stays():
    assert [analysis.place_tone(word) for word in ("quý", "của", "hoàn")] == ["quý", "của", "hoàn"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("refunds", "refund"), ("returning", "returned"), ("orders", "order"), ("Lan's", "lan")],
)
def test_english_endings_do_not_matter(one, other):
    assert analysis.terms(one) == analysis.terms(other)


@pytest.mark.parametrize("syllable", ["hang", "tinh", "toan", "nhanh", "phuong", "hoa"])
def test_vietnamese_syllables_are_not_stemmed(syllable):
    assert analysis.terms(syllable) == [syllable]


def test_han_kana_and_hangul_become_pairs_of_characters():
    assert analysis.words("退货政策 ok 한국어") == ["退货", "货政", "政策", "ok", "한국", "국어"]


def test_pairs_are_of_neighbours_and_in_order():
    assert len(analysis.pairs(["a", "b", "c"])) == 2
    assert analysis.pairs(["a", "b"]) != analysis.pairs(["b", "a"])
    assert analysis.pairs(["a"]) == []


def test_english_stop_words_go_unless_nothing_else_is_there_or_it_is_vietnamese():
    assert analysis.content_words(analysis.words("how do I reset the password")) == [
        "reset",
        "password",
    ]
    assert analysis.content_words(["who", "were", "should"]) == ["who", "were", "should"]
    assert "in" in analysis.content_words(analysis.words("cách in hóa đơn"))
    assert "in" in analysis.content_words(analysis.words("cach in hoa don"))


def test_a_failed_search_is_counted_whatever_order_marks_and_numbers_it_had():
    key = analysis.fold_words("Đổi trả hàng 0912 345 678")

    assert key == analysis.fold_words("hang doi TRA, 0988") == "0 doi hang tra"
    assert analysis.fold_words("resetting my passwords") == analysis.fold_words("password reset")
    assert analysis.fold_words("iphone15") == analysis.fold_words("iPhone14")


@given(st.text())
def test_a_key_holds_no_digit_but_zero(text):
    key = analysis.fold_words(text)

    assert not any(character.isdecimal() and character != "0" for character in key)
    assert key == " ".join(sorted(set(key.split(" "))))


@pytest.mark.parametrize("nothing", ["", "   ", "?!… —", "\x00\x07", "😀🎉", "___"])
def test_text_without_words_has_none(nothing):
    assert analysis.terms(nothing) == []
    assert analysis.fold_words(nothing) == ""


def test_a_blob_is_kept_by_its_beginning():
    assert analysis.words("x" * 10_000) == ["x" * analysis.MAX_WORD_LENGTH]
