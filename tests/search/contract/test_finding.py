"""search: words, scope, counts, filters, orders, pages."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.contract import Filters, Scope
from search.query import parse
from tests.search.contract.conftest import DAY, EVERYTHING, VISITOR, document, refs

CUSTOMER = Scope(frozenset({"public", "customers"}), user_id=7)
STAFF = Scope(frozenset({"public", "customers", "staff"}), user_id=5)


@pytest.mark.parametrize("words", ["đổi trả", "doi tra", "DOI TRẢ", "trả đổi", "tra"])
def test_any_of_the_words_finds_with_and_without_marks(engine, words):
    engine.apply([document("article:1", "Đổi trả hàng"), document("article:2", "Mật khẩu")])

    assert refs(engine, words) == ["article:1"]
    assert refs(engine, unicodedata.normalize("NFD", words)) == ["article:1"]


def test_text_title_tags_and_hidden_keywords_are_searched(engine):
    engine.apply([document("article:1", "mộc", "thủy", tags=("hỏa",), keywords="kim")])

    for word in ("mộc", "thủy", "hỏa", "kim"):
        assert refs(engine, word) == ["article:1"]


def test_what_says_more_of_what_was_asked_comes_first(engine):
    filler = "một hai ba bốn năm sáu bảy tám"
    engine.apply(
        [
            document("thread:1", "Khác", f"bảo {filler} {filler}"),
            document("thread:2", "Khác", f"bảo hành {filler} {filler}"),
            document("thread:3", "Bảo hành", f"{filler} {filler}"),
        ]
    )

    found = engine.search("bảo hành", scope=VISITOR)

    assert [hit.ref for hit in found.hits] == ["thread:3", "thread:2", "thread:1"]
    assert [h.score for h in found.hits] == sorted((h.score for h in found.hits), reverse=True)
    assert found.strong


def test_a_word_with_a_minus_keeps_out(engine):
    engine.apply([document("article:1", "Trả hàng samsung"), document("article:2", "Trả hàng")])

    assert refs(engine, "trả hàng -samsung") == ["article:2"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(typed=st.text(max_size=300))
def test_nothing_typed_is_an_error(engine, typed):
    assert engine.search(typed, scope=VISITOR).total == 0
    assert engine.suggest(typed, scope=VISITOR) == []
    assert engine.similar(typed, scope=VISITOR) == []


# scope


@pytest.mark.parametrize("ask", ["search", "suggest", "similar"])
def test_without_a_scope_nothing_is_searched(engine, ask):
    with pytest.raises(TypeError):
        getattr(engine, ask)("giá")


@pytest.fixture
def guarded(engine):
    """The same words for each audience, and words that only those hidden from most hold."""
    engine.apply(
        [
            document("article:1", "Giá bán"),
            document("article:2", "Giá bán", audience="customers"),
            document("article:3", "Giá bán chiết", audience="staff"),
            document("thread:4", "Giá bán khiếu", audience="private", author_id=7),
            document("thread:5", "Giá bán nại", audience="private", author_id=8, readers=(9,)),
            document("thread:6", "Giá bán", audience="staff", author_id=7),
        ]
    )
    return engine


@pytest.mark.parametrize(
    ("scope", "numbers"),
    [
        (VISITOR, {1}),
        (CUSTOMER, {1, 2, 4}),
        (Scope(frozenset({"public"}), user_id=9), {1, 5}),
        (Scope(frozenset({"public"}), user_id=8), {1, 5}),
        (STAFF, {1, 2, 3, 6}),
        (EVERYTHING, {1, 2, 3, 4, 5, 6}),
        (Scope(frozenset({"staff"})), {3, 6}),
        (Scope(frozenset()), set()),
        (Scope(frozenset(), user_id=7), {4}),
    ],
)
def test_a_scope_finds_counts_and_is_suggested_its_own_alone(guarded, scope, numbers):
    found = guarded.search("giá bán", scope=scope)
    suggested = guarded.suggest("giá", scope=scope)
    alike = guarded.similar("giá bán", scope=scope, limit=10)

    def numbers_of(lines):
        return {int(line.ref.partition(":")[2]) for line in lines}

    assert numbers_of(found.hits) == numbers_of(suggested) == numbers
    assert numbers_of(alike) <= numbers
    assert found.total == sum(found.counts_by_kind.values()) == len(numbers)


@pytest.mark.parametrize("word", ["chiết", "chiet", "chiế", "chiét", "khiếu", "nại"])
def test_no_word_of_what_they_may_not_see_helps_or_shows(guarded, word):
    found = guarded.search(word, scope=VISITOR)
    with_others = guarded.search(f"giá {word}", scope=VISITOR)

    assert (found.hits, found.total, found.counts_by_kind, found.strong) == ([], 0, {}, False)
    assert with_others.total == 1
    assert not {*found.understood.replaced, *found.understood.senses}
    assert guarded.suggest(word, scope=VISITOR) == guarded.similar(word, scope=VISITOR) == []


def test_another_audience_holds_at_once(guarded):
    guarded.apply([document("article:1", "Giá bán", audience="staff", version=2)])
    assert refs(guarded, "giá bán") == []

    guarded.apply([document("article:1", "Giá bán", version=3)])
    assert refs(guarded, "giá bán") == ["article:1"]


# filters


@pytest.fixture
def shelf(engine):
    """Ten threads and an article, each of other days, votes and labels."""
    threads = [
        document(
            f"thread:{n}",
            "Đổi hàng",
            created=DAY + timedelta(days=n),
            votes=(n * 7) % 10,
            tags=("gấp", "khác") if n % 2 else (),
            product=("may-giat", "tu-lanh") if n == 3 else ("may-giat",) if n < 3 else (),
            category="hoi-dap",
            language="vi",
            status="open" if n < 8 else "solved",
        )
        for n in range(10)
    ]
    article = document("article:20", "Đổi hàng", language="en", collection="don-hang")
    engine.apply([*threads, article])
    return engine


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        (None, 11),
        (Filters(), 11),
        (Filters(kind="article"), 1),
        (Filters(kind="thread"), 10),
        (Filters(category="hoi-dap"), 10),
        (Filters(collection="don-hang"), 1),
        (Filters(product="may-giat"), 4),
        (Filters(product="tu-lanh"), 1),
        (Filters(tag="gấp"), 5),
        (Filters(language="en"), 1),
        (Filters(status="solved"), 2),
        (Filters(status="open", tag="gấp"), 4),
        (Filters(kind="article", category="hoi-dap"), 0),
        (Filters(tag="unknown"), 0),
        (Filters(tag=""), 11),
    ],
)
def test_filters_keep_what_they_name(shelf, filters, total):
    found = shelf.search("đổi hàng", scope=VISITOR, filters=filters, per_page=50)

    assert found.total == len(found.hits) == total


def test_counts_are_for_each_kind_whichever_is_asked_for(shelf):
    for kind in (None, "article", "thread"):
        filters = Filters(kind=kind)
        found = shelf.search("đổi hàng", scope=VISITOR, filters=filters)
        assert found.counts_by_kind == {"thread": 10, "article": 1}
        assert found.total == (found.counts_by_kind[kind] if kind else 11)

    vietnamese = shelf.search("đổi hàng", scope=VISITOR, filters=Filters(language="vi"))
    assert vietnamese.counts_by_kind == {"thread": 10}


def test_facets_count_under_all_other_filters(shelf):
    def counts(**filters):
        found = shelf.search(
            "đổi hàng", scope=VISITOR, filters=Filters(**filters), facets=("status", "tag")
        )
        return found.counts_by_facet

    assert counts()["status"] == {"open": 8, "solved": 2}
    assert counts(status="open") == {
        "status": {"open": 8, "solved": 2},
        "tag": {"gấp": 4, "khác": 4},
    }
    assert counts(tag="gấp")["status"] == {"open": 4, "solved": 1}


# orders and pages


def test_orders_are_as_asked_and_an_unknown_one_is_relevance(shelf):
    threads = Filters(kind="thread")

    def ordered(sort):
        return refs(shelf, "đổi hàng", sort=sort, filters=threads)

    assert ordered("newest") == [f"thread:{n}" for n in range(9, -1, -1)]
    assert ordered("votes") == [
        f"thread:{n}" for n in sorted(range(10), key=lambda n: -n * 7 % -10)
    ]
    assert ordered("nonsense") == ordered("relevance")


@pytest.mark.parametrize("sort", ["relevance", "newest", "votes"])
def test_pages_follow_each_other_without_gap_or_repeat(shelf, sort):
    pages = [
        shelf.search("đổi hàng", scope=VISITOR, page=number, per_page=4, sort=sort)
        for number in (1, 2, 3, 4)
    ]

    assert [len(page.hits) for page in pages] == [4, 4, 3, 0]
    assert {page.total for page in pages} == {11}
    everything = [hit.ref for page in pages for hit in page.hits]
    assert everything == refs(shelf, "đổi hàng", sort=sort, per_page=100)
    assert len(set(everything)) == 11


@pytest.mark.parametrize(("page", "per_page"), [(-3, 5), (0, 0), (10**9, 5), (1, 10**9)])
def test_strange_pages_are_no_error(shelf, page, per_page):
    found = shelf.search("đổi hàng", scope=VISITOR, page=page, per_page=per_page)

    assert found.total == 11
    assert len(found.hits) <= 100


def test_a_healthy_engine_answers_whole_and_says_what_it_was_asked(shelf):
    found = shelf.search(parse("đổi hàng"), scope=VISITOR)

    assert found.partial is False
    assert found.understood.text == "đổi hàng"
    assert found == shelf.search("đổi hàng", scope=VISITOR)
