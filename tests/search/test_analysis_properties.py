"""What holds of every text: no word is lost, and what is typed as it is written finds it."""

import unicodedata
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from search import analysis, schema
from search.contract import Document
from search.query import MAX_LENGTH, parse

VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
LETTERS = VOWELS + VOWELS.upper() + "bcdđghklmnpqrstvxBCDĐ"
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
# Letters and marks in any order, apostrophes, digits, other scripts: as files and phones have them.
ROUGH = st.text(st.sampled_from(LETTERS + MARKS + " '’-_.0123zß" + "退货ア한국ǆİſﬁ\u200d\ufeff"))
ANYTHING = st.one_of(st.text(), ROUGH)
WORDS = st.lists(st.text(st.sampled_from(LETTERS), min_size=1), min_size=1)
DAY = datetime(2026, 1, 1, tzinfo=UTC)


@given(ANYTHING)
def test_folding_is_idempotent_and_leaves_no_mark(text):
    folded = analysis.fold(text)

    assert analysis.fold(folded) == folded
    assert not any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", folded))


@given(ROUGH)
def test_composed_and_decomposed_text_fold_and_read_alike(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert analysis.fold(composed) == analysis.fold(decomposed)
    assert analysis.words(composed) == analysis.words(decomposed)
    assert analysis.terms(composed) == analysis.terms(decomposed)


@given(WORDS)
def test_folding_loses_no_word_and_makes_none(words):
    text = " ".join(words)

    assert analysis.fold(text).replace(" ", "").isascii()
    assert len(analysis.words(analysis.fold(text))) == len(analysis.words(text)) == len(words)


@given(ANYTHING)
def test_every_letter_and_digit_lies_in_a_token_and_every_token_is_a_term(text):
    composed = analysis.compose(text)
    covered = {at for token in analysis.tokens(composed) for at in range(token.start, token.end)}

    assert [c for at, c in enumerate(composed) if c.isalnum() and at not in covered] == []
    assert len(analysis.terms(text)) == len(list(analysis.tokens(composed)))
    assert all(analysis.terms(text))


@given(st.lists(ANYTHING, max_size=5))
def test_a_neighbour_takes_no_word_away(texts):
    together = analysis.terms(" \n".join(texts))

    assert together == [term for text in texts for term in analysis.terms(text)]


@given(title=ANYTHING, text=ANYTHING)
def test_a_document_keeps_every_term_of_its_title_and_text(title, text):
    row = schema.row(_document(title, text))

    assert row["text"] == analysis.terms(title) + analysis.terms(text)
    assert row["title"] == analysis.terms(title)
    assert len(row["title_word"]) == len(row["title"])


@given(ANYTHING)
def test_what_is_typed_as_it_is_written_finds_it(text):
    typed = parse(text.replace("-", " ")[:MAX_LENGTH])
    row = schema.row(_document("", typed.text))

    assert set(typed.terms) <= set(row["text"])
    assert set(typed.pairs) <= set(row["pair"])
    assert set(typed.exact) <= set(row["exact"])
    assert bool(typed.terms) == bool(row["text"])


def _document(title: str, text: str) -> Document:
    return Document(
        ref="article:1",
        kind="article",
        title=title,
        text=text,
        audience="public",
        version=1,
        created=DAY,
        updated=DAY,
    )
