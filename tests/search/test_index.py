"""The contract of the index, on plain documents and a real folder."""

import gc
import json
import multiprocessing
import os
import signal
import threading
import time
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.index import TOC, open_dir
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from search import analysis, merging, writing
from search import index as index_module
from search.index import Document, Filters, Index, IndexUnavailable, Scope, WriterBusy
from search.schema import VERSION

DAY = datetime(2026, 1, 1, tzinfo=UTC)
VISITOR = Scope(frozenset({"public"}))
CUSTOMER = Scope(frozenset({"public", "customers"}), user_id=7)
STAFF = Scope(frozenset({"public", "customers", "staff", "private"}), user_id=1)


def document(ref, title, text="", **details):
    given = {"kind": ref.partition(":")[0], "audience": "public", "version": 1}
    return Document(
        ref=ref, title=title, text=text, **(given | {"created": DAY, "updated": DAY} | details)
    )


@pytest.fixture
def index(tmp_path):
    index = Index(tmp_path / "index", write_wait=0.2)
    assert index.ensure()
    return index


def refs(index, words, scope=VISITOR, **details):
    return [hit.ref for hit in index.search(words, scope=scope, **details).hits]


# finding


@pytest.mark.parametrize("words", ["đổi trả hàng", "doi tra hang", "DOI TRA", "hàng đổi"])
def test_words_find_with_and_without_marks(index, words):
    index.apply([document("article:1", "Đổi trả hàng"), document("article:2", "Mật khẩu")])

    assert refs(index, words) == ["article:1"]


def test_decomposed_words_find_the_same(index):
    index.apply([document("article:1", "Đổi trả hàng")])

    assert refs(index, unicodedata.normalize("NFD", "Đổi trả")) == ["article:1"]


@pytest.mark.parametrize(("words", "first"), [("đường", "thread:2"), ("dương", "thread:1")])
def test_the_exact_marks_stand_ahead_of_an_otherwise_equal_document(index, words, first):
    index.apply([document("thread:1", "Cây dương"), document("thread:2", "Cây đường")])

    assert refs(index, words)[0] == first
    assert len(refs(index, words)) == 2


@pytest.mark.parametrize(("words", "first"), [("hòa", "thread:2"), ("hoà", "thread:2")])
def test_both_tone_placements_are_exact(index, words, first):
    index.apply([document("thread:1", "Nhà hoa"), document("thread:2", "Nhà hòa")])

    assert refs(index, words)[0] == first


def test_the_title_and_neighbouring_words_count(index):
    filler = "một hai ba bốn năm sáu bảy tám"
    index.apply(
        [
            document("thread:1", "Khác", f"bảo {filler} hành"),
            document("thread:2", "Khác", f"bảo hành {filler}"),
            document("thread:3", "Bảo hành", filler),
        ]
    )

    assert refs(index, "bao hanh") == ["thread:3", "thread:2", "thread:1"]


def test_keywords_and_tags_find_and_excluded_words_do_not(index):
    index.apply(
        [
            document("article:1", "Trả hàng", keywords="refund", tags=("samsung",)),
            document("article:2", "Trả hàng"),
        ]
    )

    assert refs(index, "refunds") == ["article:1"]
    assert refs(index, "trả hàng -samsung") == ["article:2"]


def test_an_accepted_answer_lifts_a_thread_a_little(index):
    index.apply([document("thread:1", "Đổi hàng"), document("thread:2", "Đổi hàng", accepted=True)])

    found = index.search("đổi hàng", scope=VISITOR).hits

    assert [hit.ref for hit in found] == ["thread:2", "thread:1"]
    assert found[0].score <= 1.2 * found[1].score


@pytest.mark.parametrize(
    ("words", "is_strong"),
    [
        ("đổi trả hàng", True),
        ("doi tra hang online", True),
        ("hàng", True),
        ("bảo hành điện thoại hàng xách tay", False),
        ("xyz", False),
        ("", False),
    ],
)
def test_a_search_is_strong_when_the_best_speaks_of_what_was_asked(index, words, is_strong):
    index.apply(
        [document("article:1", "Đổi trả hàng", "Gửi lại hàng trong bảy ngày.")]
        + [document(f"thread:{n}", f"Câu hỏi {n}", "giao nhận") for n in range(9)]
    )

    assert index.search(words, scope=VISITOR).strong is is_strong


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(typed=st.text(max_size=300))
def test_nothing_typed_is_an_error(index, typed):
    assert index.search(typed, scope=VISITOR).total == 0
    assert index.suggest(typed, scope=VISITOR) == []
    assert index.similar(typed, scope=VISITOR) == []


@pytest.mark.parametrize(
    "typed",
    ["x" * 10_000, "đổi " * 2_500, "?!.,;", "\x00\x01", "🎉" * 500, "\ud800", "-", '"', "a AND (b"],
)
def test_strange_input_is_just_searched(index, typed):
    index.apply([document("article:1", "Đổi trả hàng", "a b")])

    assert index.search(typed, scope=VISITOR, page=-3, per_page=0).total in (0, 1)
    assert len(index.suggest(typed, scope=VISITOR)) <= 1
    assert len(index.similar(typed * 3, scope=VISITOR)) <= 1


def test_scores_are_those_of_whoosh(index):
    texts = ["đổi trả hàng hóa", "trả góp lãi suất thấp", "hàng giao chậm hàng", "đổi mật khẩu"]
    index.apply([document(f"thread:{n}", "x", text) for n, text in enumerate(texts)])
    words = ["doi", "hang", "tra"]

    ours = index.search("doi hang tra", scope=VISITOR).hits

    (directory,) = index._folder.path.glob("index-*")
    pairs = analysis.pairs(words)
    asked = Or([Term("text", w) for w in words] + [Term("pair", p, boost=0.3) for p in pairs])
    with open_dir(str(directory)).searcher(weighting=BM25F(B=0.75, K1=1.2)) as searcher:
        theirs = {hit["ref"]: hit.score for hit in searcher.search(asked)}
    assert theirs.keys() == {hit.ref for hit in ours}
    scale = {round(hit.score / theirs[hit.ref], 4) for hit in ours}
    assert len(scale) == 1  # one prior, as the documents are alike


# scope


@pytest.fixture
def guarded(index):
    index.apply(
        [
            document("article:1", "Giá bán", audience="public"),
            document("article:2", "Giá bán", audience="customers"),
            document("article:3", "Giá bán", audience="staff"),
            document("thread:4", "Giá bán", audience="private", author_id=7),
            document("thread:5", "Giá bán", audience="private", author_id=8, readers=(9,)),
            document("thread:6", "Giá bán", audience="staff", author_id=7),
        ]
    )
    return index


@pytest.mark.parametrize(
    ("scope", "numbers"),
    [
        (VISITOR, {1}),
        (CUSTOMER, {1, 2, 4}),
        (Scope(frozenset({"public"}), user_id=9), {1, 5}),
        (STAFF, {1, 2, 3, 4, 5, 6}),
        (Scope(frozenset()), set()),
    ],
)
def test_a_scope_finds_and_counts_only_its_own(guarded, scope, numbers):
    found = guarded.search("giá bán", scope=scope)

    assert {int(hit.ref.partition(":")[2]) for hit in found.hits} == numbers
    assert found.total == sum(found.counts_by_kind.values()) == len(numbers)
    assert {s.ref for s in guarded.suggest("gia", scope=scope)} == {hit.ref for hit in found.hits}
    assert {hit.ref for hit in guarded.similar("giá bán", scope=scope)} <= {
        hit.ref for hit in found.hits
    }


def test_a_narrower_audience_holds_at_once(guarded):
    assert refs(guarded, "giá bán") == ["article:1"]

    guarded.apply([document("article:1", "Giá bán", audience="staff", version=2)])

    assert refs(guarded, "giá bán") == []


# filters, pages, sorts


@pytest.fixture
def shelf(index):
    common = {"language": "vi", "collection": "", "category": "hoi-dap", "status": "open"}
    index.apply(
        [
            document(
                f"thread:{n}",
                "Đổi hàng",
                created=DAY + timedelta(days=n),
                votes=(n * 7) % 10,
                tags=("gap",) if n % 2 else (),
                product=("may-giat", "tu-lanh") if n == 3 else (),
                **common,
            )
            for n in range(10)
        ]
        + [document("article:20", "Đổi hàng", language="en", collection="don-hang")]
    )
    return index


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        (Filters(), 11),
        (Filters(kind="article"), 1),
        (Filters(kind="thread"), 10),
        (Filters(category="hoi-dap"), 10),
        (Filters(collection="don-hang"), 1),
        (Filters(product="tu-lanh"), 1),
        (Filters(tag="gap"), 5),
        (Filters(language="en"), 1),
        (Filters(status="open", tag="gap"), 5),
        (Filters(tag="unknown"), 0),
        (Filters(tag=""), 11),
    ],
)
def test_filters_keep_what_they_name(shelf, filters, total):
    found = shelf.search("đổi hàng", scope=VISITOR, filters=filters, per_page=50)

    assert found.total == len(found.hits) == total


def test_counts_by_kind_are_for_the_tabs(shelf):
    found = shelf.search("đổi hàng", scope=VISITOR, filters=Filters(kind="article", language="vi"))

    assert found.total == 0
    assert found.counts_by_kind == {"thread": 10}


def test_pages_follow_each_other(shelf):
    pages = [refs(shelf, "đổi hàng", page=n, per_page=4) for n in (1, 2, 3, 4)]

    assert [len(page) for page in pages] == [4, 4, 3, 0]
    assert len({ref for page in pages for ref in page}) == 11
    assert shelf.search("đổi hàng", scope=VISITOR, page=4, per_page=4).total == 11


def test_results_are_sorted_as_asked(shelf):
    newest = refs(shelf, "đổi hàng", sort="newest", filters=Filters(kind="thread"))
    votes = refs(shelf, "đổi hàng", sort="votes", filters=Filters(kind="thread"))

    assert newest == [f"thread:{n}" for n in range(9, -1, -1)]
    assert votes == [f"thread:{n}" for n in sorted(range(10), key=lambda n: -((n * 7) % 10))]


def test_another_sort_leaves_what_hardly_matches_to_the_end(shelf):
    late = DAY + timedelta(days=900)
    shelf.apply([document("thread:99", "Hàng", "khác " * 90, created=late, version=2)])

    assert refs(shelf, "đổi hàng", sort="newest", per_page=50)[-1] == "thread:99"


# typing and asking


def test_titles_are_suggested_while_a_word_is_half_typed(index):
    index.apply(
        [
            document("article:1", "Đổi trả hàng"),
            document("article:2", "Trả góp"),
            document("article:3", "Cách đổi mật khẩu"),
        ]
    )

    assert [s.ref for s in index.suggest("doi t", scope=VISITOR)] == ["article:1"]
    assert [s.title for s in index.suggest("Đổi", scope=VISITOR)] == [
        "Đổi trả hàng",
        "Cách đổi mật khẩu",
    ]
    assert {s.ref for s in index.suggest("t", scope=VISITOR)} == {"article:1", "article:2"}
    assert len(index.suggest("t", scope=VISITOR, limit=1)) == 1
    assert index.suggest("zzz", scope=VISITOR) == []


def test_of_three_typed_words_one_may_lack(index):
    index.apply([document("article:1", "Đổi trả hàng")])

    assert [s.ref for s in index.suggest("đổi sản hàng", scope=VISITOR)] == ["article:1"]


def test_look_alikes_are_those_near_the_best(index):
    index.apply(
        [
            document("thread:1", "Không đăng nhập được"),
            document("article:2", "Cách đăng nhập"),
            document("thread:3", "Giao hàng không kịp"),
        ]
    )

    found = [hit.ref for hit in index.similar("toi khong dang nhap duoc", scope=VISITOR)]

    assert found == ["thread:1", "article:2"]
    assert [h.ref for h in index.similar("đăng nhập", scope=VISITOR, kinds=("article",))] == [
        "article:2"
    ]


# versions


def test_an_older_version_never_replaces_a_newer(index):
    index.apply([document("article:1", "Mới", version=5)])

    index.apply([document("article:1", "Cũ", version=4)], [("article:1", 3)])

    assert index.refs_and_versions() == {"article:1": 5}
    assert refs(index, "mới") == ["article:1"]
    assert refs(index, "cũ") == []


def test_a_removed_document_does_not_come_back_by_an_older_put(index):
    index.apply([document("article:1", "Một", version=5)])
    index.apply([], [("article:1", 6)])

    index.apply([document("article:1", "Một", version=5)])
    assert index.doc_count == 0

    index.apply([document("article:1", "Một", version=7)])
    assert index.refs_and_versions() == {"article:1": 7}


def test_applying_twice_changes_nothing(index):
    batch = [document("article:1", "Một"), document("thread:2", "Hai")], [("thread:3", 9)]

    index.apply(*batch)
    index.apply(*batch)

    assert index.refs_and_versions() == {"article:1": 1, "thread:2": 1}
    assert index.search("một", scope=VISITOR).total == 1


def test_one_batch_keeps_the_newest_of_a_ref(index):
    new, old = document("thread:1", "Mới", version=2), document("thread:1", "Cũ", version=1)

    index.apply([new, old, document("thread:2", "Hai")], [("thread:2", 1), ("thread:1", 1)])

    assert index.refs_and_versions() == {"thread:1": 2}


def test_many_small_commits_are_merged_and_nothing_is_lost(index):
    for n in range(40):
        index.apply([document(f"thread:{n % 25}", f"Đổi hàng {n}", version=n)])
    index.apply([], [("thread:3", 99)])

    assert len(index.refs_and_versions()) == index.doc_count == 24
    assert index.search("đổi", scope=VISITOR).total == 24
    assert refs(index, "39") == ["thread:14"]
    assert index._read(lambda snapshot: len(snapshot.segments)) <= merging.MAX_SEGMENTS


def test_small_commits_leave_the_equal_parts_of_a_rebuild_alone(index):
    with index.rebuild() as build:
        for first in (0, 100, 200):
            part = build.new_part()
            fresh = writing.FreshIndex(part)
            fresh.fill([document(f"thread:{first + n}", "Đổi hàng") for n in range(100)])
            fresh.commit()
            build.join(part)
        build.publish()
    large = set(index._read(lambda snapshot: set(snapshot.by_id)))
    for n in range(40):
        index.apply([document(f"thread:{1000 + n}", "Đổi hàng")])

    left = index._read(lambda snapshot: set(snapshot.by_id))
    assert len(large) == 3
    assert large < left
    assert len(left) <= merging.MAX_SEGMENTS
    assert index.doc_count == 340


def test_a_merge_takes_few_documents_while_few_segments_are_left(index, monkeypatch):
    monkeypatch.setattr(merging, "AT_ONCE", 10)
    index.apply([document(f"article:{n}", "Đổi hàng") for n in range(100)])
    sizes = []
    for n in range(40):
        index.apply([document(f"thread:{n}", "Đổi hàng")])
        parts = index._read(lambda snapshot: snapshot.by_id.values())
        sizes.append([part.size for part in parts])

    assert max(map(len, sizes)) <= merging.MAX_SEGMENTS
    assert 2 < max(size for parts in sizes for size in parts[1:]) <= 11
    assert index.doc_count == 140


def test_a_large_segment_of_which_half_is_deleted_is_merged(index):
    index.apply([document(f"article:{n}", "Đổi hàng") for n in range(40)])
    index.apply([], [(f"article:{n}", 9) for n in range(22)])
    for n in range(12):
        index.apply([document(f"thread:{n}", "Đổi hàng")])

    assert index._read(lambda s: sum(part.size for part in s.by_id.values())) == index.doc_count


# rebuilding


def test_searching_goes_on_while_a_fresh_index_is_built(index):
    index.apply([document("article:1", "Cũ"), document("article:2", "Sẽ mất")])

    build = index.rebuild()
    build.apply([document("article:1", "Mới", version=2)])
    assert refs(index, "cũ") == ["article:1"]
    assert index.health() == "ok"
    assert index.is_rebuilding
    build.publish()

    assert refs(index, "mới") == ["article:1"]
    assert index.refs_and_versions() == {"article:1": 2}
    assert not index.is_rebuilding
    assert len(list(index._folder.path.glob("index-*"))) == 1


def test_what_changes_during_a_rebuild_is_in_the_fresh_index(index):
    build = index.rebuild()
    build.apply([document("article:1", "Một"), document("article:2", "Hai")])
    build.apply([document("article:1", "Lần nữa", version=2)])
    index.apply([document("thread:3", "Ba", tags=("a",))], [("article:2", 5)])
    build.publish()

    assert index.refs_and_versions() == {"article:1": 2, "thread:3": 1}


def test_an_abandoned_rebuild_leaves_everything_as_it_was(index):
    index.apply([document("article:1", "Một")])

    with index.rebuild() as build:
        build.apply([document("article:9", "Chín")])

    assert index.refs_and_versions() == {"article:1": 1}
    assert not index.is_rebuilding
    index.rebuild().abandon()


def test_a_second_rebuild_is_refused(index):
    with index.rebuild(), pytest.raises(WriterBusy):
        Index(index._folder.path, write_wait=0.1).rebuild()


def test_threads_search_while_another_writes_and_rebuilds(index):
    index.apply([document(f"thread:{n}", "Đổi hàng") for n in range(20)])
    problems, stop = [], threading.Event()

    def keep_searching():
        reader = Index(index._folder.path)
        while not stop.is_set():
            try:
                reader._checked = 0.0
                assert reader.search("đổi", scope=VISITOR).total == 20
            except BaseException as problem:
                problems.append(problem)
                return

    threads = [threading.Thread(target=keep_searching) for _ in range(3)]
    for thread in threads:
        thread.start()
    for version in range(2, 18):
        index.apply([document(f"thread:{version}", "Đổi hàng", version=version)])
    for _ in range(3):
        build = index.rebuild()
        build.apply([document(f"thread:{n}", "Đổi hàng", version=99) for n in range(20)])
        build.publish()
    stop.set()
    for thread in threads:
        thread.join()

    assert problems == []


# trouble


def test_a_missing_index_is_unavailable(tmp_path):
    index = Index(tmp_path / "none")

    assert index.health() == "missing"
    for read in (index.search, index.suggest, index.similar):
        with pytest.raises(IndexUnavailable):
            read("x", scope=VISITOR)
    with pytest.raises(IndexUnavailable):
        index.apply([document("article:1", "Một")])


def test_a_first_rebuild_makes_a_missing_index(tmp_path):
    index = Index(tmp_path / "none")

    with index.rebuild() as build:
        assert index.health() == "rebuilding"
        index.apply([document("thread:2", "Hai")])
        build.apply([document("article:1", "Một")])
        build.publish()

    assert index.health() == "ok"
    assert index.doc_count == 2


def break_pointer(path):
    (path / "current").write_text("{not json")


def break_directory(path):
    (path / "current").write_text(json.dumps({"directory": "index-gone", "schema": VERSION}))


def break_toc(path):
    for toc in path.glob("index-*/*.toc"):
        toc.write_bytes(b"\x00\x01nonsense")


def break_segments(path):
    for segment in path.glob("index-*/*.seg"):
        segment.write_bytes(b"\x00" * 64)


def empty_segments(path):
    for segment in path.glob("index-*/*.seg"):
        segment.write_bytes(b"")


# Whoosh does not close a table of contents that it cannot read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    "damage", [break_pointer, break_directory, break_toc, break_segments, empty_segments]
)
def test_a_broken_index_is_unavailable_until_it_is_rebuilt(index, damage):
    index.apply([document("article:1", "Đổi hàng")])
    damage(index._folder.path)
    index = Index(index._folder.path)

    assert index.health() == "broken"
    with pytest.raises(IndexUnavailable):
        index.search("đổi", scope=VISITOR)
    with pytest.raises(IndexUnavailable):
        index.suggest("đổi", scope=VISITOR)

    with index.rebuild() as build:
        build.apply([document("article:1", "Đổi hàng")])
        build.publish()
    assert refs(index, "đổi") == ["article:1"]
    gc.collect()


def test_an_index_of_another_schema_is_outdated(index):
    pointer = index._folder.path / "current"
    told = json.loads(pointer.read_text()) | {"schema": VERSION - 1}
    pointer.write_text(json.dumps(told))

    assert Index(index._folder.path).health() == "outdated"
    with pytest.raises(IndexUnavailable):
        Index(index._folder.path).search("x", scope=VISITOR)


def test_a_vanished_index_is_noticed(index):
    index.apply([document("article:1", "Một")])
    assert refs(index, "một") == ["article:1"]

    (index._folder.path / "current").unlink()
    index._checked = 0.0

    with pytest.raises(IndexUnavailable):
        index.search("một", scope=VISITOR)


def test_a_second_writer_is_refused(index):
    with index._folder.locked("write", wait=0), pytest.raises(WriterBusy, match="write"):
        Index(index._folder.path, write_wait=0.05).apply([document("article:1", "Một")])

    index.apply([document("article:1", "Một")])


def _write_until_killed(path, started):
    index = Index(path)
    n = 0
    while True:
        index.apply([document(f"thread:{n % 30}", "Đổi hàng", "chữ " * 500, version=10 + n)])
        started.set()
        n += 1


@pytest.mark.parametrize("after", [0.0, 0.013, 0.05, 0.11])
def test_a_killed_writer_leaves_a_usable_index(index, after):
    index.apply([document("article:1", "Đổi hàng")])
    context = multiprocessing.get_context("fork")
    started = context.Event()
    writer = context.Process(target=_write_until_killed, args=(index._folder.path, started))
    writer.start()
    assert started.wait(20)
    time.sleep(after)

    os.kill(writer.pid, signal.SIGKILL)
    writer.join()

    assert Index(index._folder.path).health() == "ok"
    index.apply([document("article:2", "Đổi trả")])
    assert set(refs(index, "đổi", per_page=100)) > {"article:1", "article:2"}


def _rebuild_until_killed(path, started):
    build = Index(path).rebuild()
    build.apply([document("thread:1", "Một")])
    started.set()
    time.sleep(60)


def test_a_killed_rebuild_is_forgotten(index):
    context = multiprocessing.get_context("fork")
    started = context.Event()
    builder = context.Process(target=_rebuild_until_killed, args=(index._folder.path, started))
    builder.start()
    assert started.wait(20)
    assert index.is_rebuilding

    os.kill(builder.pid, signal.SIGKILL)
    builder.join()

    assert not index.is_rebuilding
    index.apply([document("article:1", "Một")])
    with index.rebuild() as build:
        build.publish()
    assert index.doc_count == 0
    assert len(list(index._folder.path.glob("index-*"))) == 1


def test_a_failed_commit_frees_the_index(index, monkeypatch):
    index.apply([document("article:1", "Một")])

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(TOC, "write", full)
        with pytest.raises(OSError, match="No space"):
            index.apply([document("article:2", "Hai")])

    assert index.refs_and_versions() == {"article:1": 1}
    index.apply([document("article:2", "Hai")])
    assert index.doc_count == 2


@pytest.mark.parametrize("bad", [{"text": None}, {"kind": 5}])
def test_a_bad_document_does_not_harm_the_next(index, bad):
    with pytest.raises((TypeError, AttributeError)):
        index.apply([document("article:1", "Một"), replace(document("article:2", "Hai"), **bad)])

    assert index.doc_count == 0
    index.apply([document("article:1", "Một")])
    assert index.doc_count == 1


def test_what_is_committed_while_a_reader_opens_waits_no_longer_for_it(index, monkeypatch):
    index.apply([document("article:1", "Một")])
    reader, clock, open_latest = Index(index._folder.path), [100.0], index_module.open_latest

    def slowly(*what):
        opened = open_latest(*what)
        index.apply([], [("article:1", 2)])
        clock[0] += 0.4
        return opened

    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with monkeypatch.context() as patch:
        patch.setattr(index_module, "open_latest", slowly)
        assert reader.doc_count == 1
    clock[0] = 100.0 + index_module.FRESH_FOR
    assert reader.doc_count == 0


def test_another_process_sees_a_commit_within_half_a_second(index):
    reader = Index(index._folder.path)
    assert reader.doc_count == 0
    before = reader.generation

    index.apply([document("article:1", "Một")])
    time.sleep(0.55)

    assert reader.doc_count == 1
    assert reader.generation != before
