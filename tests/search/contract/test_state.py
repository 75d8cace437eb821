"""ensure, health, capabilities; what is asked of an engine that has nothing."""

from typing import get_args

import pytest

from search.contract import Capability, IndexUnavailable
from search.query import parse
from tests.search.contract.conftest import VISITOR, document, refs


def test_ensure_makes_an_empty_index_once(absent):
    assert absent.ensure() is True
    absent.apply([document("article:1", "Ấm đun")])

    assert absent.ensure() is False
    assert (absent.health(), absent.doc_count) == ("ok", 1)


def test_where_nothing_was_made_reading_and_writing_say_so(absent):
    assert absent.health() == "missing"
    for ask in (absent.search, absent.suggest, absent.similar):
        with pytest.raises(IndexUnavailable):
            ask("ấm", scope=VISITOR)
    with pytest.raises(IndexUnavailable):
        absent.refs_and_versions()
    with pytest.raises(IndexUnavailable):
        absent.apply([document("article:1", "Ấm đun")])


def test_an_empty_index_answers_with_nothing(engine):
    found = engine.search("ấm", scope=VISITOR)

    assert (found.hits, found.total, found.counts_by_kind) == ([], 0, {})
    assert (found.partial, found.strong) == (False, False)
    assert engine.suggest("ấm", scope=VISITOR) == []
    assert engine.similar("ấm", scope=VISITOR) == []
    assert engine.refs_and_versions() == {}
    assert engine.is_rebuilding is False


def test_a_generation_names_one_state(engine):
    engine.apply([document("article:1", "Ấm đun")])
    before = engine.generation

    assert engine.search("ấm", scope=VISITOR).generation == engine.generation == before
    engine.apply([document("article:2", "Nồi cơm")])

    assert engine.search("ấm", scope=VISITOR).generation == engine.generation != before


def test_only_known_capabilities_are_claimed(engine):
    assert engine.capabilities <= set(get_args(Capability))


@pytest.fixture
def shop(engine):
    titles = ("Bảo hành điện thoại", "Đường truyền chậm", "Giao hàng nhanh", "Refund policy")
    engine.apply([document(f"article:{n}", title) for n, title in enumerate(titles)])
    return engine


@pytest.mark.parametrize(
    ("capability", "words", "ref"),
    [
        ("corrects", "refudn policy", "article:3"),
        ("reads_keys", "dduwowngf truyeefn", "article:1"),
        ("completes", "giao han", "article:2"),
    ],
)
def test_what_is_claimed_is_kept(shop, capability, words, ref):
    if capability in shop.capabilities:
        found = shop.search(parse(words), scope=VISITOR)

        assert found.hits[0].ref == ref
        assert found.understood.text == words


def test_what_is_to_be_read_literally_is(shop):
    literal = parse("refudn", is_literal=True)

    assert shop.search(literal, scope=VISITOR).total == 0
    assert refs(shop, "refund") == ["article:3"]
