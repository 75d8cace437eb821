"""What is typed is understood: keys, abbreviations, slips, half a word; for each within scope."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import abbreviations, scoring, understanding
from search.contract import Document, Scope
from search.index import Index
from search.lexicon import Lexicon
from search.query import parse

VISITOR = Scope(audiences=frozenset({"public"}))
STAFF = Scope(audiences=frozenset({"public", "customers", "staff", "private"}), user_id=1)
BORN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def written(tmp_path):
    """`written({"a": "text"}, staff={"b": "text"})` is an index of these."""

    def _written(public, staff=()):
        index = Index(tmp_path / f"index-{len(list(tmp_path.iterdir()))}")
        index.ensure()
        texts = [(ref, text, "public") for ref, text in public.items()]
        texts += [(ref, text, "staff") for ref, text in dict(staff).items()]
        index.apply(
            Document(
                ref=ref, kind="article", title=text.partition(".")[0], text=text, audience=audience,
                version=1, created=BORN, updated=BORN,
            )
            for ref, text, audience in texts
        )  # fmt: skip
        return index

    return _written


def refs(index, words, scope=VISITOR):
    return [hit.ref for hit in index.search(words, scope=scope).hits]


@pytest.mark.parametrize(
    "typed",
    ["dduwowngf day nongs", "duongwfd daay nongs", "d9u7o72ng da6y no1ng", "đường dây nóng"],
)
def test_raw_keys_find_what_they_stand_for(written, typed):
    index = written({"hotline": "Đường dây nóng của cửa hàng", "sugar": "Dương, đương, đưởng"})

    found = index.search(typed, scope=VISITOR)

    assert found.hits[0].ref == "hotline"
    assert found.strong
    assert set(found.understood.exact) >= {"đường", "nóng"}


def test_words_that_are_known_keep_their_meaning(written):
    index = written({"has": "The case has a hinge.", "ha": "Hạ Long, Hà Nội, hả"})

    assert refs(index, "has hinge") == ["has"]
    assert index.search("hinges", scope=VISITOR).understood.senses == {}


def test_among_raw_words_a_known_one_is_read_as_well(written):
    index = written({"cos": "The cos lettuce", "co": "Có giao hàng không", "x": "Hàng đã giao"})

    found = index.search("cos giao hangf khoong", scope=VISITOR)

    assert found.hits[0].ref == "co"
    assert [sense.terms for sense in found.understood.senses["cos"]] == [("co",)]


def test_a_word_only_staff_read_is_unknown_to_others(written):
    index = written({"a": "Chuyện khác"}, staff={"b": "Đường dây nóng"})

    assert index.search("dduwowngf", scope=VISITOR).understood.replaced == {}
    assert index.search("dduwowngf", scope=STAFF).understood.replaced == {"dduwowngf": "đường"}


TABLE = abbreviations.table("bhx = bách hoá xanh\nko =")


@pytest.mark.parametrize("typed", ["dt hong ko len nguon", "đt hỏng ko lên nguồn", "sdt", "SĐT"])
def test_abbreviations_are_understood_beside_what_is_typed(written, typed):
    index = written({"phone": "Điện thoại hỏng không lên nguồn", "number": "Số điện thoại của tôi"})

    found = index.search(parse(typed, table=abbreviations.table("")), scope=VISITOR)

    assert found.hits[0].ref == ("number" if "s" in typed.lower()[:1] else "phone")
    assert found.strong


def test_an_abbreviation_is_still_looked_for_as_it_is(written):
    index = written({"code": "Sp chạy nhanh", "product": "Sản phẩm chạy nhanh", "x": "Gì đó"})

    found = index.search(parse("sp chay", table=abbreviations.table("")), scope=VISITOR)

    assert {hit.ref for hit in found.hits} == {"code", "product"}


def test_english_words_are_no_abbreviations(written):
    index = written({"a": "A ship with vs. code and ads", "b": "Với hàng giao"})

    understood = index.search(parse("vs code ads", table=abbreviations.table("")), scope=VISITOR)

    assert understood.understood.senses == {}


def test_the_site_adds_drops_and_changes_abbreviations():
    assert TABLE["bhx"] == (("bách", "hoá", "xanh"),)
    assert "ko" not in TABLE
    assert TABLE["sp"] == (("sản", "phẩm"),)
    assert abbreviations.table("sp = sách phổ thông")["sp"] == (("sách", "phổ", "thông"),)
    assert abbreviations.table("x = a\nx = b c")["x"] == (("a",), ("b", "c"))


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=60)), min_size=1))
def test_whatever_a_site_writes_as_abbreviations_is_read(lines):
    written = "\n".join(f"{short} = {meaning}" for short, meaning in lines)
    for meant in abbreviations.table(f"{written}\nx = a b").values():
        assert len(meant) <= abbreviations.MOST_MEANINGS
        assert all(0 < len(words) <= abbreviations.MOST_WORDS for words in meant)


@pytest.mark.parametrize("line", ["ko", "ko không", "k o = không", "= không", "a = " + "b " * 9])
def test_a_line_that_is_no_abbreviation_is_told(line):
    with pytest.raises(abbreviations.BadLine, match=re.escape(line.strip())):
        abbreviations.check(f"ko = không\n\n{line}")
    abbreviations.check("ko = không\n\n sp=sản phẩm\nko =")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chinh sach doi tar", "tra"),  # swapped
        ("chinh sach doi ttra", "tra"),  # one too many
        ("chinh sahc doi tra", "sach"),
        ("chính sách đổi trảr", "tra"),
        ("bao hnh may in", "hanh"),  # one too few
        ("bao hamh may in", "hanh"),  # the key beside
        ("shippping fees", "ship"),
        ("warrnty", "warranti"),
    ],
)
def test_a_slip_finds_what_was_meant(written, typed, meant):
    index = written({
        "return": "Chính sách đổi trả", "tar": "Tám tai tang", "print": "Bảo hành máy in",
        "ship": "Shipping fees and warranty", "x": "Hình ảnh, hàng hoá, hay hơn",
    })  # fmt: skip

    found = index.search(typed, scope=VISITOR)

    assert meant in found.understood.replaced.values()
    assert found.hits[0].ref in ("return", "print", "ship")
    assert found.strong


def test_a_hard_slip_is_believed_only_in_company(written):
    index = written({"a": "Xe máy Honda", "b": "Bảo hành xe máy", "c": "Iphone 15"})

    assert index.search("lphone", scope=VISITOR).understood.replaced == {}
    assert index.search("zonda", scope=VISITOR).understood.replaced == {}
    assert index.search("xe may zonda", scope=VISITOR).understood.replaced == {"zonda": "honda"}
    assert index.search("iphome", scope=VISITOR).understood.replaced == {"iphome": "iphon"}


def test_a_stem_is_company_enough_for_a_word_that_stands_alone(written):
    index = written({"a": "Do we send out surveys after a visit?", "b": "Opening hours"})

    understood = index.search("do you do surrveys", scope=VISITOR).understood
    assert understood.replaced == {"surrveys": "survey"}


def test_a_missing_space_is_found(written):
    index = written({"a": "Giao hàng nhanh", "b": "Hàng giả"})

    assert index.search("giaohang", scope=VISITOR).understood.replaced == {"giaohang": "giao hang"}
    assert refs(index, "giaohang nhanh") == ["a", "b"]


def test_one_raw_word_that_is_likelier_a_slip_is_one(written):
    index = written({"in": "Bên trong hộp", "tong": "Tòng quân", "x": "Trong nhà, trong tủ"})

    assert index.search("ben torng hop", scope=VISITOR).understood.replaced == {"torng": "trong"}


def test_no_word_comes_from_what_they_may_not_see(written):
    index = written({"a": "Chính sách đổi trả"}, staff={"b": "Chiết khấu đại lý nội bộ"})

    for typed in ("chiet khuau", "chietkhau", "chieets khaasu", "chiet kha"):
        understood = index.search(typed, scope=VISITOR).understood
        assert understood.replaced == {}, typed
        assert understood.senses == {}, typed
    assert index.search("chiet khuau", scope=STAFF).understood.replaced == {"khuau": "khau"}


@pytest.mark.parametrize(
    ("typed", "staff"),
    [
        ("vinamoto zonda", {"x": "Mua lại Vinamoto Honda"}),  # whether two words stand together
        ("giaohang", {"x": "Giao hàng"}),
        ("chuy", {f"x{n}": f"Chuy{n:c} chuy{n:c}a" for n in range(ord("a"), ord("z"))}),
        ("chuyeb", {f"x{n}": f"Chuyeb{n:c} chuye{n:c}" for n in range(ord("c"), ord("m"))}),
    ],
)
def test_what_they_may_not_see_changes_nothing(written, typed, staff):
    public = {"a": "Xe máy Honda", "b": "Chuyển khoản nhanh", "c": "Giao tận nơi", "d": "Hàng mới"}
    with_it = written(public, staff=staff).search(typed, scope=VISITOR).understood
    for ref in staff:
        public.pop(ref, None)
    without = written(public).search(typed, scope=VISITOR).understood

    assert (with_it.replaced, with_it.senses) == (without.replaced, without.senses)


def test_a_word_in_a_deleted_document_is_unknown(written):
    index = written({"a": "Chính sách", "b": "Chiết khấu"})
    index.apply([], [("b", 2)])

    assert index.search("chiet khuau", scope=VISITOR).understood.replaced == {}


def test_half_a_word_is_completed_where_it_stands_alone(written):
    index = written({"a": "Đăng nhập không được", "b": "Nhà đăng ký", "c": "Nhanh nhạy, nhà"})

    assert refs(index, "dang nh")[0] == "a"
    assert index.search("dang nh ", scope=VISITOR).understood.senses == {}
    assert index.search("dang nhap", scope=VISITOR).understood.senses == {}


def test_while_typing_a_whole_word_may_be_half_of_one(written):
    index = written({"a": "Hàng không nội địa", "b": "Khô gà", "c": "Không bay, không ăn"})

    understood = index.search(parse("hang kho", is_typing=True), scope=VISITOR).understood

    assert [sense.terms for sense in understood.senses["kho"]] == [("khong",)]


def test_typed_as_it_is_nothing_is_read_into_it(written):
    index = written({"a": "Chính sách đổi trả"})

    assert index.search(parse("chinh sahc", is_literal=True), scope=VISITOR).understood.senses == {}


@pytest.mark.parametrize(
    "typed", ["dduwowng da", "d9u7o7ng da6y", "duong dya n", "duongday", "đường dâ", "hotlien"]
)
def test_suggestions_understand_what_is_typed(written, typed):
    index = written({"a": "Đường dây nóng", "b": "Máy in", "c": "Our hotline number"})

    ref = "c" if typed == "hotlien" else "a"
    assert [each.ref for each in index.suggest(typed, scope=VISITOR)] == [ref]


def test_suggestions_spell_out_abbreviations(written):
    index = written({"a": "Mất số điện thoại", "b": "Máy in"})
    typed = parse("mat sdt", table=abbreviations.table(""), is_typing=True)

    assert [each.ref for each in index.suggest(typed, scope=VISITOR)] == ["a"]


def test_of_sixty_strange_words_a_few_are_corrected(written, monkeypatch):
    index = written({str(n): f"Từ {'abcdefghijklmnop'[n % 16 :]} {n}" for n in range(200)})
    typed = " ".join(f"zq{chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(60))
    asked = set()
    near = Lexicon.near
    monkeypatch.setattr(
        Lexicon, "near", lambda self, field, word: asked.add(word) or near(self, field, word)
    )

    index.search(typed, scope=VISITOR)
    assert 0 < len(asked) <= understanding.MOST_CORRECTED


def test_all_of_it_is_understood_through_whoosh_alone(written, monkeypatch):
    index = written({"a": "Chính sách đổi trả", "b": "Đường dây nóng", "c": "Đăng nhập"})
    monkeypatch.setattr(scoring, "fast", None)

    assert refs(index, "doi trar") == ["a"]
    assert refs(index, "chinh sahc") == ["a"]
    assert refs(index, "dduwowng da6y")[0] == "b"
    assert refs(index, "dang nha") == ["c"]
