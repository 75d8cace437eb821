"""What is typed is understood: keys, abbreviations, slips, half a word; for each within scope."""

from datetime import UTC, datetime

import pytest

from search.contract import Document, Scope
from search.index import Index

VISITOR = Scope(audiences=frozenset({"public"}))
STAFF = Scope(audiences=frozenset({"public", "customers", "staff", "private"}), user_id=1)
BORN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def written(tmp_path):
    """`written({"a": "text"}, staff={"b": "text"})` is an index of these."""

    def _written(public, staff=()):
        index = Index(tmp_path / "index")
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
