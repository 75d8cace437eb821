"""rebuild, publish, abandon."""

import pytest

from search.contract import WriterBusy
from tests.search.contract.conftest import VISITOR, document, refs


@pytest.fixture
def old(engine):
    engine.apply([document("article:1", "Ấm cũ"), document("article:2", "Ấm mất")])
    return engine


def test_the_present_index_answers_until_the_fresh_one_is_published(old, opened, eventually):
    other = opened()
    assert other.doc_count == 2
    with old.rebuild() as build:
        build.apply([document("article:1", "Ấm mới", version=2)])
        build.apply([document("thread:3", "Ấm ba")])
        assert set(refs(old, "ấm")) == {"article:1", "article:2"}
        assert (old.health(), old.is_rebuilding) == ("ok", True)
        before = old.generation
        build.publish()

    assert old.refs_and_versions() == {"article:1": 2, "thread:3": 1}
    assert refs(old, "mới") == ["article:1"]
    assert old.is_rebuilding is False
    assert old.generation != before
    eventually(lambda: set(refs(other, "ấm")) == {"article:1", "thread:3"})


def test_what_is_applied_meanwhile_is_in_both(old):
    with old.rebuild() as build:
        old.apply([document("thread:9", "Ấm chín")], [("article:2", 5)])
        assert set(refs(old, "ấm")) == {"article:1", "thread:9"}
        build.apply([document("article:1", "Ấm"), document("article:2", "Ấm")])
        old.apply([document("article:1", "Ấm bảy", version=7)])
        build.publish()

    assert old.refs_and_versions() == {"article:1": 7, "thread:9": 1}
    assert refs(old, "bảy") == ["article:1"]


def test_a_ref_given_twice_to_a_build_stands_once(old):
    with old.rebuild() as build:
        build.apply([document("article:1", "Ấm hai", version=2)])
        build.apply([document("article:1", "Ấm ba", version=3), document("article:4", "Ấm")])
        build.apply([document("article:1", "Ấm một", version=1)], [("article:4", 6)])
        build.publish()

    assert old.refs_and_versions() == {"article:1": 3}
    assert refs(old, "ấm") == refs(old, "ba") == ["article:1"]


def test_an_abandoned_build_leaves_everything_as_it_was(old):
    def stop_half_way():
        with old.rebuild() as build:
            build.apply([document("article:9", "Ấm chín")])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        stop_half_way()

    assert old.refs_and_versions() == {"article:1": 1, "article:2": 1}
    assert old.is_rebuilding is False
    with old.rebuild() as build:
        build.publish()
    assert old.doc_count == 0


def test_abandoning_what_is_published_does_nothing(old):
    with old.rebuild() as build:
        build.apply([document("article:9", "Ấm chín")])
        build.publish()
        build.abandon()

    assert refs(old, "ấm") == ["article:9"]


def test_a_second_rebuild_is_refused_while_one_is_under_way(old, opened):
    with old.rebuild():
        assert opened().is_rebuilding
        with pytest.raises(WriterBusy):
            opened().rebuild()

    assert opened().is_rebuilding is False


def test_a_first_build_makes_what_was_missing(absent):
    with absent.rebuild() as build:
        assert absent.health() == "rebuilding"
        absent.apply([document("thread:2", "Ấm hai")])
        build.apply([document("article:1", "Ấm một")])
        build.publish()

    assert absent.health() == "ok"
    assert set(refs(absent, "ấm", VISITOR)) == {"article:1", "thread:2"}
