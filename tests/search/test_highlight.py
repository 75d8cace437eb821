import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from search import analysis
from search.highlight import Piece, excerpt, mark_title


def marked(pieces):
    return [piece.text for piece in pieces if piece.marked]


def shown(pieces):
    return "".join(piece.text for piece in pieces)


def test_words_without_marks_are_found_on_the_accented_text():
    pieces = mark_title("Chính sách Đổi trả hàng", "doi tra")

    assert pieces == [
        Piece("Chính sách ", False),
        Piece("Đổi trả", True),
        Piece(" hàng", False),
    ]


def test_a_decomposed_text_is_marked_alike():
    title = unicodedata.normalize("NFD", "Chính sách Đổi trả hàng")

    assert mark_title(title, "doi tra") == mark_title("Chính sách Đổi trả hàng", "đổi trả")


def test_english_endings_are_marked_with_the_word():
    assert marked(mark_title("Resetting your passwords", "reset password")) == [
        "Resetting",
        "passwords",
    ]


def test_a_title_without_matches_is_one_piece():
    assert mark_title("Giao hàng", "mật khẩu") == [Piece("Giao hàng", False)]
    assert mark_title("", "x") == []


def test_the_excerpt_is_where_most_of_the_words_are():
    text = f"{'một hai ba đổi bốn. ' * 60} Muốn đổi trả hàng thì gọi chúng tôi. {'năm sáu ' * 90}"

    pieces = excerpt(text, "doi tra hang", 120)

    assert "đổi trả hàng" in marked(pieces)
    assert pieces[0] == pieces[-1] == Piece("…", False)
    assert len(shown(pieces)) <= 120 + 2


def test_without_matches_the_excerpt_is_the_beginning():
    pieces = excerpt("Từ đầu tiên. " * 100, "khác", 50)

    assert shown(pieces).startswith("Từ đầu tiên.")
    assert shown(pieces).endswith("…")
    assert not marked(pieces)


def test_words_are_not_cut():
    pieces = excerpt("abc defgh " * 100 + "tim " + "abc defgh " * 100, "tim", 60)

    assert set(shown(pieces).strip("…").split()) <= {"abc", "defgh", "tim"}


def test_chinese_is_cut_and_marked_without_spaces():
    pieces = excerpt("天" * 500 + "退货政策" + "地" * 500, "退货", 60)

    assert marked(pieces) == ["退货"]
    assert len(shown(pieces)) <= 62


@given(st.text(max_size=400), st.text(max_size=40), st.integers(20, 100))
def test_an_excerpt_shows_the_text_and_nothing_else(text, query, length):
    pieces = excerpt(text, query, length)

    line = mark_title(text, "")
    whole = line[0].text if line else ""
    inner = [p for p in pieces if p.text != "…" or p.marked]
    assert "".join(p.text for p in inner).replace("…", "") in whole.replace("…", "")
    assert shown(mark_title(text, query)) == whole


@given(st.text(alphabet="đổi trả Hoàn's tiền 中文字 abc12 ’\u0301-", max_size=60), st.data())
def test_places_are_those_of_the_tokens(text, data):
    line = analysis.compose(text)
    tokens = [(t.start, t.end, analysis.term(t.word)) for t in analysis.tokens(line)]
    wanted = set(data.draw(st.lists(st.sampled_from([t[2] for t in tokens] or ["x"]))))
    assert list(analysis.places(line, wanted)) == [t for t in tokens if t[2] in wanted]
