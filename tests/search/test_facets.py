"""The numbers beside the filters: what a click would leave, for whom, and how many are offered."""

import re
from datetime import date
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Role
from core.db import db
from core.tags import named
from forum.models import ThreadState
from search import counting
from search.contract import FACETS
from search.index import Filters, Index, Scope
from tests.search.test_index import CUSTOMER, STAFF, VISITOR, document
from tests.search.test_operators import search

SCOPES = (VISITOR, CUSTOMER, STAFF, Scope(frozenset({"public"}), user_id=9))


@pytest.fixture
def shelf(tmp_path):
    """An index of plain documents."""
    shelf = Index(tmp_path / "shelf")
    shelf.ensure()
    return shelf


def counts(shelf, words="kettle", scope=VISITOR, facets=FACETS, **chosen):
    found = shelf.search(words, scope=scope, filters=Filters(**chosen), facets=facets)
    return found.counts_by_facet


def test_each_value_has_its_number(shelf):
    shelf.apply([
        document("article:1", "kettle", product=("a", "b"), tags=("x", "y"), language="vi"),
        document("article:2", "kettle", product=("b",), tags=("y",), collection="shelf"),
        document("thread:1", "kettle", category="room", status="open", language="vi"),
        document("thread:2", "pot", category="room", status="solved", tags=("x",)),
    ])  # fmt: skip
    assert counts(shelf) == {
        "product": {"b": 2, "a": 1},
        "collection": {"shelf": 1},
        "category": {"room": 1},
        "tag": {"y": 2, "x": 1},
        "language": {"vi": 2},
        "status": {"open": 1},
    }
    assert counts(shelf, facets=()) == {}
    assert counts(shelf, facets=("tag",)) == {"tag": {"y": 2, "x": 1}}


def test_a_facet_counts_under_all_filters_but_its_own(shelf):
    shelf.apply([
        document("article:1", "kettle", product=("a",), tags=("x",)),
        document("article:2", "kettle", product=("a",), tags=("y",)),
        document("article:3", "kettle", product=("b",), tags=("x",)),
        document("thread:1", "kettle", product=("b",), tags=("x",)),
    ])  # fmt: skip
    chosen = counts(shelf, product="a")
    assert chosen["product"] == {"a": 2, "b": 2}
    assert chosen["tag"] == {"x": 1, "y": 1}
    both = counts(shelf, product="a", tag="x")
    assert both["product"] == {"b": 2, "a": 1}
    assert both["tag"] == {"x": 1, "y": 1}
    assert counts(shelf, kind="thread")["product"] == {"b": 1}
    assert counts(shelf, kind="thread", product="a")["product"] == {"b": 1, "a": 0}
    assert counts(shelf, tag="unheard")["tag"] == {"x": 3, "y": 1, "unheard": 0}


def test_only_the_most_frequent_values_are_told(shelf):
    most = counting.MOST
    shelf.apply([
        document(f"article:{n}", "kettle", tags=tuple(f"t{tag:02}" for tag in range(n)))
        for n in range(1, most + 11)
    ])  # fmt: skip
    told = counts(shelf)["tag"]
    assert list(told.items()) == [(f"t{tag:02}", most + 10 - tag) for tag in range(most)]
    assert counts(shelf, tag="t29")["tag"]["t29"] == 1


def test_numbers_follow_every_change(shelf):
    shelf.apply([document("article:1", "kettle", tags=("x",))])
    assert counts(shelf)["tag"] == {"x": 1}
    shelf.apply([document("article:2", "kettle", tags=("x", "y"))])
    assert counts(shelf)["tag"] == {"x": 2, "y": 1}
    shelf.apply([document("article:2", "kettle", tags=("z",), version=2)], [("article:1", 2)])
    assert counts(shelf)["tag"] == {"z": 1}


values = st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(tuple)
things = st.lists(
    st.tuples(
        st.sampled_from(["public", "customers", "staff", "private"]),
        st.sampled_from(["article", "thread"]),
        st.sampled_from(["", "open", "solved"]),
        values,
        values,
        st.sampled_from([(), (7,), (9,)]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(
    things,
    st.sampled_from(SCOPES),
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["article", "thread"]),
            "tag": st.sampled_from("abz"),
            "product": st.sampled_from("ab"),
            "status": st.sampled_from(["open", "solved"]),
        },
    ),
)
def test_a_number_is_what_choosing_it_finds(tmp_path_factory, made, scope, chosen):
    """Whatever is chosen already, whoever asks: each number is the total of its own search."""
    shelf = Index(tmp_path_factory.mktemp("index") / "index")
    shelf.ensure()
    rows = [
        document(f"{kind}:{n}", "kettle", audience=audience, status=status, tags=tags,
                 product=product, readers=readers)
        for n, (audience, kind, status, tags, product, readers) in enumerate(made)
    ]  # fmt: skip
    shelf.apply(rows[::2])
    shelf.apply(rows[1::2])

    for facet, told in counts(shelf, scope=scope, **chosen).items():
        for value in {"a", "b", "c", "open", "solved", *told}:
            filters = Filters(**(chosen | {facet: value}))
            total = shelf.search("kettle", scope=scope, filters=filters).total
            assert told.get(value, 0) == total, (facet, value)


# the page


def offered(page):
    """What each filter offers: name -> {words: number}."""
    boxes = re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', page.text, re.S)
    return {
        name: {
            unescape(words): int(number)
            for words, number in re.findall(r"<option[^>]*>([^<]*) \((\d+)\)</option>", options)
        }
        for name, options in boxes
        if name != "sort"
    }


@pytest.fixture
def printers(make, index):
    router, phone = make.product(slug="router", name="Router"), make.product(name="Phone")
    shelf = make.collection(slug="shelf", name="Shelf")
    make.collection(name="Empty shelf")
    room = make.category(slug="room", name="Room")
    make.article(title="Printer manual", products=[router], collection=shelf, tags=named(["Ink"]))
    make.article(title="Printer paper", products=[router], collection=shelf, language="vi")
    make.article(title="Telephone", products=[phone])
    make.thread(title="Printer is loud", category=room, tags=named(["Ink"]),
                state=ThreadState.SOLVED)  # fmt: skip
    db.session.commit()
    index()


def test_filters_offer_what_is_left_with_its_number(client, printers):
    page = search(client, "printer")
    assert offered(page) == {
        "product": {"Router": 2},
        "collection": {"Shelf": 2},
        "category": {"Room": 1},
        "tag": {"#ink": 2},
        "status": {"Checked article": 2, "Solved": 1},
        "language": {"English": 2, "Tiếng Việt": 1},
    }


def test_what_is_chosen_stays_on_offer(client, printers):
    page = search(client, "printer", tag="ink", language="vi")
    assert "Nothing is left with these filters" in page.text
    assert offered(page)["tag"] == {"#ink": 0}
    assert offered(page)["language"] == {"English": 2, "Tiếng Việt": 0}
    assert 'value="ink" selected' in page.text
    assert "product" not in offered(page)
    threads = offered(search(client, "printer", kind="thread"))
    assert "collection" not in threads
    assert threads["tag"] == {"#ink": 1}


def test_at_most_ten_tags_are_offered(client, make, index):
    for number in range(15):
        make.article(title="Kettle", tags=named([f"tag {number}", "all"]))
    index()
    tags = offered(search(client, "kettle", tag="tag-9"))["tag"]
    assert len(tags) == 11
    assert next(iter(tags.items())) == ("#all", 15)
    assert tags["#tag-9"] == 1


def test_a_filter_narrows_within_the_operators(client, printers):
    page = search(client, "printer tag:ink")
    assert offered(page)["product"] == {"Router": 1}
    assert 'name="q" value="printer tag:ink"' in page.text


def test_the_staff_s_worries_are_offered_to_staff(client, sign_in, make, index):
    make.article(title="Kettle", checked_on=date(2020, 1, 1), review_days=30)
    index()
    staff = sign_in(make.user(role=Role.STAFF))
    assert offered(search(staff, "kettle"))["status"] == {"Needs check": 1}
    assert "status" not in offered(search(client, "kettle"))
