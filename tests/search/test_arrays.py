"""Postings laid down as arrays: the same numbers, whole or not at all, and nothing without them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index as whoosh_index

from core.bounded import Bounded
from search import arrays, scoring
from search.contract import Scope
from search.index import Index
from search.scoring import Segment
from search.writing import FreshIndex
from tests.search.test_index import document

EVERYBODY = Scope(audiences=frozenset({"public"}))
WORDS = ["đổi", "trả", "hàng", "hoàn", "tiền", "printer", "paper"]


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(arrays, "SMALLEST", 100)
    monkeypatch.setattr(arrays, "LONG", 10)


@pytest.fixture
def filled(tmp_path):
    index = Index(tmp_path)
    index.ensure()
    index.apply(
        document(
            f"article:{n}", title=WORDS[n % 7], text=" ".join(WORDS[: n % 7 + 1]) * (n % 3 + 1)
        )
        for n in range(300)
    )
    return index


def leaves(index):
    reader = whoosh_index.open_dir(str(index._directory())).reader()
    return [leaf for leaf, _offset in reader.leaf_readers()]


def found(index, words):
    results = index.search(words, scope=EVERYBODY, per_page=50)
    return results.total, [(hit.ref, hit.score) for hit in results.hits]


def test_arrays_hold_what_the_segment_holds(filled):
    (leaf,) = leaves(filled)
    laid = arrays.of(leaf, filled._directory())
    plain = Segment(leaf, Bounded(scoring.CACHE_BYTES))
    long_ones = 0
    for field in ("text", "title", "pair", "audience", "kind"):
        for term in plain.leaf.lexicon(field):
            expected, got = plain.postings(field, term.decode()), laid.get(field, term.decode())
            assert (got is not None) == (len(expected.documents) > arrays.LONG)
            if got is not None:
                long_ones += 1
                assert np.array_equal(got[0], expected.documents)
                assert np.array_equal(got[1], expected.counts)
                assert laid.count(field, term.decode()) == len(expected.documents)
    assert long_ones > 10
    assert laid.get("text", "nowhere") is None


@given(
    st.lists(st.integers(0, 70_000), min_size=1, max_size=300, unique=True).map(sorted), st.data()
)
def test_what_is_packed_is_unpacked(numbers, data):
    counts = data.draw(st.lists(st.integers(1, 300), min_size=len(numbers), max_size=len(numbers)))
    packed = np.frombuffer(
        arrays._packed(np.array(numbers, np.int32), np.array(counts, np.float32)), np.uint8
    )
    documents, got = arrays._unpacked(packed)
    assert documents.tolist() == numbers
    assert got.tolist() == [min(count, 255) for count in counts]


def test_the_same_is_found_with_and_without(filled, tmp_path):
    with_them = {words: found(filled, words) for words in (*WORDS, "doi tra hang", "printers")}
    for path in tmp_path.rglob("*.arrays"):
        path.unlink()
    without = Index(tmp_path)
    assert {words: found(without, words) for words in with_them} == with_them
    assert all(total for total, _hits in with_them.values())


def test_deleted_documents_are_not_found(filled):
    before, _hits = found(filled, "printer")
    gone = found(filled, "printer")[1][0][0]
    filled.apply([], [(gone, 9)])
    after, hits = found(filled, "printer")
    assert after == before - 1
    assert gone not in [ref for ref, _score in hits]


@pytest.mark.parametrize("harm", ["cut short", "another file", "empty"])
def test_a_broken_file_is_done_without(filled, tmp_path, harm):
    expected = found(filled, "printer paper")
    (path,) = tmp_path.rglob("*.arrays")
    data = path.read_bytes()
    path.unlink()
    path.write_bytes({"cut short": data[:60], "another file": b"x" * 4096, "empty": b""}[harm])
    assert found(Index(tmp_path), "printer paper") == expected


def test_a_full_disk_costs_speed_alone(tmp_path, monkeypatch, caplog):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(arrays, "_write", full)
    index = Index(tmp_path)
    index.ensure()
    index.apply(document(f"article:{n}", title="printer") for n in range(150))
    assert found(index, "printer")[0] == 150
    assert "could not be written" in caplog.text


def test_the_file_goes_with_its_segment(filled, tmp_path):
    (old,) = tmp_path.rglob("*.arrays")
    with filled.rebuild() as fresh:
        fresh.apply(document(f"article:{n}", title="printer") for n in range(150))
        fresh.publish()
    (new,) = tmp_path.rglob("*.arrays")
    assert new != old
    assert found(filled, "printer")[0] == 150
    assert not list(tmp_path.rglob("*.new"))


def test_a_small_segment_has_none(tmp_path):
    index = Index(tmp_path)
    index.ensure()
    index.apply(document(f"article:{n}", title="printer") for n in range(50))
    assert not list(tmp_path.rglob("*.arrays"))
    assert found(index, "printer")[0] == 50


def test_arrays_come_along_with_a_part_of_a_rebuild(tmp_path):
    index = Index(tmp_path)
    with index.rebuild() as build:
        part = build.new_part()
        fresh = FreshIndex(part)
        fresh.fill(document(f"article:{n}", title="Đổi hàng") for n in range(200))
        fresh.commit()
        scoring.prepare(part)
        (laid,) = part.glob("*.arrays")
        made = laid.stat()
        build.join(part)
        build.publish()

    there = (index._directory() / laid.name).stat()
    assert (there.st_ino, there.st_mtime_ns) == (made.st_ino, made.st_mtime_ns)
    assert found(index, "đổi")[0] == 200
