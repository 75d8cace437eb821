"""apply: at once, idempotent, versioned, in any order."""

import random

import pytest

from tests.search.contract.conftest import DAY, VISITOR, document, refs

PUT, REMOVE = "put", "remove"


def test_what_is_applied_is_found_at_once_and_by_others_soon(engine, opened, eventually):
    other = opened()
    assert other.doc_count == 0

    engine.apply([document("article:1", "Ấm đun")])

    assert refs(engine, "ấm") == ["article:1"]
    eventually(lambda: refs(other, "ấm") == ["article:1"])
    engine.apply([], [("article:1", 2)])
    assert refs(engine, "ấm") == []
    eventually(lambda: refs(other, "ấm") == [])


def test_what_is_applied_outlives_the_engine(engine, opened):
    engine.apply([document("article:1", "Ấm đun", version=3)])

    assert opened().refs_and_versions() == {"article:1": 3}


def test_twice_does_no_harm(engine):
    batch = [document("article:1", "Ấm đun"), document("thread:2", "Ấm rò")], [("thread:3", 4)]

    for _ in range(3):
        engine.apply(*batch)

    found = engine.search("ấm", scope=VISITOR)
    assert (found.total, found.counts_by_kind) == (2, {"article": 1, "thread": 1})
    assert engine.refs_and_versions() == {"article:1": 1, "thread:2": 1}


def test_any_iterable_will_do_and_nothing_is_no_change(engine):
    engine.apply(document(f"thread:{n}", "Ấm") for n in range(3))
    before = engine.generation

    engine.apply([])
    engine.apply([], [("thread:77", 1)])

    assert engine.doc_count == 3
    assert engine.generation == before


def test_a_newer_version_replaces_all_of_the_older(engine):
    engine.apply([document("article:1", "Ấm đun", "nước", tags=("bep",), votes=9)])

    engine.apply([document("article:1", "Nồi cơm", "gạo", version=2)])

    assert refs(engine, "nồi gạo") == ["article:1"]
    assert refs(engine, "ấm đun nước bep") == []
    assert engine.doc_count == 1


def test_of_equal_versions_the_later_call_counts(engine):
    engine.apply([document("article:1", "Ấm đun", version=5)])

    engine.apply([document("article:1", "Nồi cơm", version=5)])

    assert refs(engine, "nồi") == ["article:1"]
    assert refs(engine, "ấm") == []


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("together", [1, 3, 50])
def test_in_any_order_the_newest_of_each_stands(engine, seed, together):
    deeds = [
        (ref, version, REMOVE if (n + version) % 3 == 0 else PUT)
        for n, ref in enumerate(("article:1", "thread:2", "thread:3"))
        for version in range(1, 6)
    ]
    newest = {ref: deed for ref, version, deed in deeds if version == 5}
    random.Random(seed).shuffle(deeds)

    for start in range(0, len(deeds), together):
        batch = deeds[start : start + together]
        engine.apply(
            [document(ref, f"Ấm lần{v}", version=v) for ref, v, deed in batch if deed == PUT],
            [(ref, v) for ref, v, deed in batch if deed == REMOVE],
        )

    standing = {ref: 5 for ref, deed in newest.items() if deed == PUT}
    assert standing
    assert len(standing) < len(newest)
    assert engine.refs_and_versions() == standing
    assert set(refs(engine, "ấm")) == set(standing)
    assert refs(engine, "ấm -lần5") == []


def test_after_many_small_changes_nothing_is_lost_or_doubled(engine):
    for n in range(60):
        engine.apply([document(f"thread:{n % 35}", f"Ấm số{n}", version=n + 1)])

    found = engine.search("ấm", scope=VISITOR, per_page=100)
    assert found.total == len(found.hits) == engine.doc_count == 35
    assert refs(engine, "số59") == ["thread:24"]
    assert refs(engine, "số24") == []


def test_long_and_strange_documents_are_taken(engine):
    engine.apply(
        [
            document("article:1", "", ""),
            document("article:2", "😀 \x00 \u202e", "\ufeff…"),
            document("article:3", "Ấm " * 5_000, "đun " * 100_000, tags=("a b", "é")),
            document("article:4", "Số", votes=10**12, created=DAY.replace(year=1971)),
        ]
    )

    assert engine.doc_count == 4
    assert refs(engine, "ấm") == ["article:3"]
