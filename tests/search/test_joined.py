"""Small segments read as one find what they find apart."""

import pytest

from search import joined, merging
from search.contract import Filters
from search.index import Index
from tests.search.test_index import CUSTOMER, STAFF, VISITOR, document

THINGS = ("máy in", "ấm đun", "printer", "nồi cơm điện", "loud kettle")
TROUBLES = ("không chạy", "kêu to", "does not print", "bị treo", "hết mực")
AUDIENCES = ("public", "customers", "staff", "private")


@pytest.fixture
def index(tmp_path) -> Index:
    """A segment of forty documents, five of some; of each, documents that were changed or gone."""
    index = Index(tmp_path)
    index.ensure()
    index.apply([thing(n) for n in range(40)])
    for step in range(5):
        first = 40 + 6 * step
        changed = [thing(n, 2 + step) for n in range(step, 60, 11)]
        index.apply(
            [*(thing(n) for n in range(first, first + 6)), *changed],
            [(ref(first - 2), 99), (ref(step * 3), 99)],
        )
    return index


def ref(number):
    return f"{'article' if number % 3 else 'thread'}:{number}"


def thing(number, version=1):
    title = f"{THINGS[number % 5]} {TROUBLES[(number // 5) % 5]}"
    return document(
        ref(number),
        title,
        f"{TROUBLES[number % 5]} lần {version} " * (number % 4 + 1),
        audience=AUDIENCES[number % 11] if number % 11 < 4 else "public",
        readers=(7,) if number % 11 == 3 else (),
        tags=("gấp",) if number % 2 else (),
        votes=number % 7,
        version=version,
    )


def answers(index):
    """All that an index can be asked, in all ways that matter here."""
    again = Index(index._folder.path)
    for scope in (VISITOR, CUSTOMER, STAFF):
        for words in ("may in", "máy in không chạy", "prniter", "kettle", "noi com di", "hết -mực"):
            for sort in ("relevance", "newest", "votes"):
                found = again.search(words, scope=scope, sort=sort, per_page=100)
                yield found.total, found.counts_by_kind, found.strong, found.understood
                yield sorted((round(hit.score, 4), hit.ref) for hit in found.hits)
            yield again.search(words, scope=scope, filters=Filters(tag="gấp")).total
            yield sorted(each.ref for each in again.suggest(words, scope=scope, limit=100))
            yield sorted(each.ref for each in again.similar(words, scope=scope, limit=100))
    yield again.refs_and_versions()
    yield again._read(lambda snapshot: [segment.size for segment in snapshot.segments])


@pytest.mark.parametrize("small", [20, 2_000])
def test_joined_and_apart_answer_the_same(index, monkeypatch, small):
    monkeypatch.setattr(joined, "SMALL", 0)
    apart = list(answers(index))
    monkeypatch.setattr(joined, "SMALL", small)
    together = list(answers(index))

    assert together[:-1] == apart[:-1]
    assert len(apart[-1]) == 6
    assert together[-1] == ([40, sum(apart[-1]) - 40] if small < 40 else [sum(apart[-1])])


def test_a_commit_decodes_its_own_segment_alone(index, monkeypatch):
    monkeypatch.setattr(joined, "SMALL", 20)
    index.search("máy in", scope=VISITOR)
    before = index._read(lambda snapshot: dict(snapshot.by_id))

    index.apply([thing(200)])
    index.search("máy in", scope=VISITOR)

    after = index._read(lambda snapshot: dict(snapshot.by_id))
    assert [name for name in after if after[name] is not before.get(name)] == [
        name for name in after if name not in before
    ]
    assert len(after) == len(before) + 1


def test_what_is_kept_of_a_term_holds_for_parts_added_and_merged_behind(index, monkeypatch):
    monkeypatch.setattr(joined, "SMALL", 2_000)
    monkeypatch.setattr(merging, "AT_ONCE", 20)
    for step in range(30):
        index.apply([thing(60 + step % 7, 10 + step)], [(ref(step), 99)] if step % 3 else [])
        for scope in (VISITOR, STAFF):
            for words in ("may in", "máy in không chạy", "kettle"):
                known = index.search(words, scope=scope, per_page=100, facets=("tag", "product"))
                fresh = Index(index._folder.path).search(
                    words, scope=scope, per_page=100, facets=("tag", "product")
                )
                assert known == fresh
            for typed in ("may i", "hết m", "k"):
                known = index.suggest(typed, scope=scope, limit=100)
                fresh = Index(index._folder.path).suggest(typed, scope=scope, limit=100)
                assert known == fresh
                assert known
    names = index._read(lambda snapshot: list(snapshot.by_id))
    assert len(names) <= merging.MAX_SEGMENTS
