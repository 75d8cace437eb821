"""The forms are what people would type, and the golden set is what it says it is."""

import unicodedata

import pytest

from tests.search import golden

SIZES = {"vi": 160, "en": 80}
EDITED = (  # ngày: swapped, dropped, doubled, with the key beside
    {"nàgy", "ngyà"},
    {"này", "ngy", "ngà"},
    {"nggày", "ngàày", "ngàyy"},
    {"nfày", "nhày", "ngsy", "ngàt", "ngàu"},
)


@pytest.mark.parametrize(
    ("typed", "telex", "vni"),
    [
        ("đường", "dduwowngf", "d9u7o7ng2"),
        ("hỏi", "hoir", "hoi3"),
        ("Đổi trả", "Ddooir trar", "D9o6i3 tra3"),
        ("mật khẩu", "maatj khaaur", "ma6t5 kha6u3"),
        ("chớp cam", "chowps cam", "cho7p1 cam"),
        ("lẫn ngắn", "laanx ngawns", "la6n4 nga8n1"),
        ("Ấm êm", "Aams eem", "A6m1 e6m"),
        ("reset pass wifi, E5", "reset pass wifi, E5", "reset pass wifi, E5"),
    ],
)
def test_a_keyboard_without_its_input_method(typed, telex, vni):
    assert golden.telex(typed) == telex
    assert golden.vni(typed) == vni


def test_most_people_type_one_w_for_two_horns():
    assert golden.telex_short("đường được mướn thuở") == "dduwongf dduwocj muwons thuowr"


def test_bare_and_decomposed():
    assert golden.bare("Đổi mật khẩu, E5") == "Doi mat khau, E5"
    assert golden.nfd("ệ") == "e\u0323\u0302"
    assert golden.bare(golden.nfd("hỏng đường")) == "hong duong"


def test_a_typo_is_one_edit_in_one_long_word_behind_its_first_letter():
    for one in golden.read():
        typed = golden.typo(one.query)
        long = [word for word in golden.LETTERS.findall(one.query) if len(word) >= 4]
        assert bool(typed) == bool(long), one.query
        if typed:
            was, became = _the_one_that_differs(one.query, typed)
            assert was[0] == became[0]
            assert len(was) >= 4
            assert abs(len(was) - len(became)) <= 1
            assert golden.typo(one.query) == typed  # the same each time


def _the_one_that_differs(one: str, other: str) -> tuple[str, str]:
    pairs = list(zip(one.split(), other.split(), strict=True))
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    assert len(differing) == 1, (one, other)
    return differing[0][0].strip("?,."), differing[0][1].strip("?,.")


@pytest.mark.parametrize(("edit", "made"), list(zip(golden.EDITS, EDITED, strict=True)))
def test_every_kind_of_edit(edit, made):
    assert set(edit("ngày")) == made


def test_what_a_file_says(tmp_path):
    file = tmp_path / "small.tsv"
    lines = "# a comment\n\nquên pass rồi\tvi\tvi/a/b|thread/c\tquên mk r\nreset it\ten\ten/a/b\n"
    file.write_text(lines, encoding="utf-8")

    one, other = golden.read(file)

    assert one == ("quên pass rồi", "vi", ("vi/a/b", "thread/c"), "quên mk r")
    assert other == ("reset it", "en", ("en/a/b",), "")
    for form, typed in (
        ("abbreviated", "quên mk r"),
        ("bare", "quen pass roi"),
        ("english", "reset it"),
    ):
        assert [each.query for each in golden.in_form(form, [one, other])] == [typed]


def test_the_set_is_large_distinct_and_as_people_type():
    goldens = golden.read()
    for language, at_least in SIZES.items():
        assert sum(each.language == language for each in goldens) >= at_least
    assert len(golden.in_form("abbreviated", goldens)) >= 40
    goldens += golden.read(golden.UNSEEN_FILE)
    bare = [golden.bare(each.query).lower() for each in goldens]
    assert len(set(bare)) == len(bare)
    for each in goldens:
        assert each.query == unicodedata.normalize("NFC", each.query.strip())
        assert "" not in each.targets
