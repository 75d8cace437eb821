"""What reads as an operator, what it keeps, and what the page says of it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from core.audience import Audience
from core.db import db
from core.tags import named
from forum.models import ThreadState
from search import analysis, documents, operators
from search.models import Gap, SearchLog
from search.query import clean, parse
from search.services import engine, log
from tests.search.test_results import tab_counts, titles


def read(typed):
    return [(each.name, each.value) for each in operators.read(typed)]


def left(typed):
    return operators.without(typed, operators.read(typed))


# reading


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tag:refund", [("tag", "refund")]),
        ("TAG:Hoàn-tiền", [("tag", "Hoàn-tiền")]),
        ('product:"May giat" lỗi', [("product", "May giat")]),
        ("author:“Trần Lan”", [("author", "Trần Lan")]),
        ("in:title đổi in:tiêu-đề", [("in", "title"), ("in", "tiêu-đề")]),
        ('"đổi trả" hàng', [("phrase", "đổi trả")]),
        ('hàng "đổi trả"?', [("phrase", "đổi trả")]),
        ('hàng -"đổi trả"', [("without", "đổi trả")]),
        ("before:2026-01-31 after:2026-01", [("before", "2026-01-31"), ("after", "2026-01")]),
        ("after:2025", [("after", "2025")]),
        ("collection:don-hang/doi-tra", [("collection", "don-hang/doi-tra")]),
        ("status:Solved status:đã-giải-quyết", [("status", "Solved"), ("status", "đã-giải-quyết")]),
    ],
)
def test_operators_are_read(typed, found):
    assert read(typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        "tag:", "tag: refund", "tag:\"", "tag:\"a", "tag:\"a\"b", "a,tag:b", "tag:???", "atag:b",
        "in:body", "status:purple", "before:yesterday", "before:2026-13", "after:2026-02-30",
        "after:9999999", "after:٢٠٢٦", "before:2026-1-1-1", '"', '""', '"a', 'a "', '" "', '"?!"',
        'tủ 5" hay 7"', "http://x.vn", "12:30", ":::", "color:red", '-"', "không có gì",
    ],
)  # fmt: skip
def test_everything_else_is_words(typed):
    assert read(typed) == []
    assert left(typed) == typed


def test_quotes_that_do_not_close_leave_the_others_alone():
    assert read('"đổi trả" "hàng') == [("phrase", "đổi trả")]


def test_at_most_so_many_are_read():
    assert len(read("tag:a " * 40)) == operators.MOST


def test_what_is_left_are_the_words_in_their_order():
    assert left('bảo hành tag:x "máy giặt" -"cửa trước" lỗi').split() == [
        "bảo", "hành", "máy", "giặt", "lỗi",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2026-01-31", date(2026, 1, 31)), ("2026-1", date(2026, 1, 1)), ("2026", date(2026, 1, 1)),
     ("2026/2/3", date(2026, 2, 3)), ("2026-00", None), ("0026", None), ("", None)],
)  # fmt: skip
def test_a_date_stands_for_its_first_day(typed, day):
    assert operators.first_day(typed) == day


pieces = st.sampled_from(
    [*(f"{name}:" for name in operators.NAMES), '"', "“", "”", "-", " ", "đổi", "x", "2026-01-31",
     "title", "solved", ":", "?", "日本", "\u0301", "\x00"]
)  # fmt: skip
typed_lines = st.one_of(st.text(max_size=300), st.lists(pieces, max_size=30).map("".join))


@given(typed_lines)
def test_no_input_raises_and_the_words_stand_where_they_stood(typed):
    text = clean(typed)
    found = operators.read(text)
    assert all(one.end <= after.start for one, after in pairwise(found))
    assert all(each.value in text[each.start : each.end] for each in found)
    assert Counter(analysis.words(left(text))) <= Counter(analysis.words(text))
    parse(left(text))


@given(st.text(st.characters(exclude_characters=':"“”„'), max_size=300))
def test_words_without_operators_are_left_as_they_are(typed):
    text = clean(typed)
    assert operators.read(text) == []
    assert parse(operators.without(text, [])) == parse(text)


# what they keep


def search(client, typed, **more):
    return client.get("/search/", query_string={"q": typed, **more})


def chips(page):
    """What is written on each, and where it leads."""
    found = re.search(r'<ul class="search-operators".*?</ul>', page.text, re.S)
    links = re.findall(r'<a class="tag"[^>]*href="([^"]*)"[^>]*><span>(.*?)</span>',
                       found[0] if found else "", re.S)  # fmt: skip
    return [(unescape(words), unescape(link)) for link, words in links]


@pytest.fixture
def washers(make, index):
    """Three things about washing machines, in places and by people of their own."""
    washer = make.product(slug="may-giat", name="Máy giặt")
    lan = make.user(name="Trần Thị Lan")
    manual = make.article(title="Washer manual", body="Clean the drum.", products=[washer],
                          tags=named(["Hoàn tiền"]))  # fmt: skip
    manual.published_at = datetime(2026, 1, 10, 5, tzinfo=UTC)
    solved = make.thread(title="Washer is loud", body="It rattles.", author=lan,
                         created_at=datetime(2026, 1, 30, 17, 30, tzinfo=UTC))  # fmt: skip
    # In Vietnam it is the 31st already.
    solved.state = ThreadState.SOLVED
    make.thread(title="Strange noise", body="My washer sings.", tags=named(["Hoàn tiền", "noise"]),
                created_at=datetime(2025, 6, 1, tzinfo=UTC))  # fmt: skip
    db.session.commit()
    index()
    return solved


MANUAL, LOUD, NOISE = "Washer manual", "Washer is loud", "Strange noise"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("tag:Hoàn-tiền", {MANUAL, NOISE}),
        ("tag:hoan-tien", {MANUAL, NOISE}),
        ('tag:"hoan tien"', {MANUAL, NOISE}),
        ("tag:hoan-tien tag:noise", {NOISE}),
        ("status:solved", {LOUD}),
        ("status:unsolved", {NOISE}),
        ("status:checked", {MANUAL}),
        ('product:"May giat"', {MANUAL}),
        ("product:may-giat", {MANUAL}),
        ("author:lan", {LOUD}),
        ('author:"tran thi lan"', {LOUD}),
        ("author:trần-thị-lan", {LOUD}),
        ("before:2026-01-31", {MANUAL, NOISE}),
        ("after:2026-01-31", {LOUD}),
        ("after:2026", {MANUAL, LOUD}),
        ("after:2026-01 before:2026-01-31", {MANUAL}),
        ("before:2025-06-01", set()),
        ("in:title", {MANUAL, LOUD}),
        ("status:solved tag:noise", set()),
    ],
)
def test_operators_keep(client, washers, typed, kept):
    page = search(client, f"washer {typed}")
    assert set(titles(page)) == kept
    assert tab_counts(page)[0] == len(kept)
    assert len(chips(page)) == len(operators.read(typed))


def test_a_place_is_known_by_its_address_and_its_name(client, make, index):
    shelf = make.collection(slug="guides/printers", name="Hướng dẫn máy in")
    room = make.category(slug="hoi-dap", name="Hỏi đáp")
    make.article(title="Kettle one", collection=shelf)
    make.thread(title="Kettle two", category=room)
    make.article(title="Kettle three")
    index()
    for typed in ("collection:guides/printers", 'collection:"huong dan may in"'):
        assert titles(search(client, f"kettle {typed}")) == ["Kettle one"]
    for typed in ("category:hoi-dap", "category:Hỏi-đáp", 'kettle category:"hoi dap"'):
        assert titles(search(client, f"kettle {typed}")) == ["Kettle two"]


@pytest.mark.parametrize(
    "typed", ["tag:unheard", "product:unheard", "author:nobody", "before:soon", "status:purple"]
)
def test_what_is_unknown_is_searched_as_words(client, make, index, typed):
    make.article(title="Kettle", body=f"About {typed.replace(':', ' ')}.")
    make.article(title="Pot", body="Only a kettle.")
    index()
    page = search(client, f"kettle {typed}")
    assert titles(page)[0] == "Kettle"
    assert len(titles(page)) == 2
    assert chips(page) == []


def test_operators_alone_list_what_they_keep_the_newest_first(client, washers):
    page = search(client, "tag:hoan-tien")
    assert titles(page) == [MANUAL, NOISE]
    assert titles(search(client, "after:2025")) == [LOUD, MANUAL, NOISE]
    assert "Nothing answers" not in page.text
    assert "/search/waiting/new" not in page.text  # there are no words to wait for
    assert tab_counts(page) == [2, 1, 1]


@pytest.mark.parametrize("typed", ["in:title", '-"washer manual"', "-washer"])
def test_what_keeps_nothing_by_itself_is_words(client, washers, typed):
    page = search(client, typed)
    assert page.status_code == 200
    assert chips(page) == []


def test_operators_join_what_is_chosen_on_the_page(client, washers):
    assert titles(search(client, "washer tag:hoan-tien", kind="thread")) == [NOISE]
    assert titles(search(client, "washer tag:hoan-tien", tag="noise")) == [NOISE]
    assert titles(search(client, "washer tag:noise", status="solved")) == []


def test_each_chip_leads_to_the_search_without_it(client, washers):
    page = search(client, 'tag:hoan-tien "washer" after:2025 sings', page="1", sort="newest")
    assert chips(page) == [
        ("Tag: hoan-tien", "/search/?q=%22washer%22+after%3A2025+sings&sort=newest"),
        ("“washer”", "/search/?q=tag%3Ahoan-tien+washer+after%3A2025+sings&sort=newest"),
        ("Since: 2025", "/search/?q=tag%3Ahoan-tien+%22washer%22+sings&sort=newest"),
    ]
    assert 'value="tag:hoan-tien &#34;washer&#34; after:2025 sings"' in page.text
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    assert [words for words, _link in chips(search(client, "tag:hoan-tien in:title washer"))] == [
        "Thẻ: hoan-tien", "Trong tiêu đề",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "word", "words"),
    [
        ("status:solved", "Solved", "Đã giải quyết"),
        ("status:unsolved", "Open", "Đang mở"),
        ("status:đã-kiểm-tra", "Checked article", "Bài viết đã kiểm tra"),
    ],
)
def test_a_status_is_shown_in_the_readers_language(client, washers, typed, word, words):
    assert [shown for shown, _link in chips(search(client, f"washer {typed}"))] == [
        f"State: {word}"
    ]
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    page = search(client, f"washer {typed}")
    assert [shown for shown, _link in chips(page)] == [f"Trạng thái: {words}"]
    assert f'value="washer {typed}"' in page.text  # what was typed is still there


def test_a_search_in_vain_is_counted_by_its_words(client, washers):
    for typed in ("purple wallpaper tag:hoan-tien", '"purple wallpaper" -samsung'):
        page = unescape(search(client, typed).text)
        assert "title=purple+wallpaper&search=purpl+wallpap" in page
    log.buffer().flush()
    gap = db.session.query(Gap).one()
    assert (gap.words, gap.typed, gap.search_count) == ("purpl wallpap", "purple wallpaper", 2)


def test_words_that_only_an_operator_fails_are_not_missed(client, washers):
    page = search(client, "washer manual before:1999")
    assert "Nothing is left with these filters" in page.text
    search(client, "tag:hoan-tien")
    log.buffer().flush()
    assert db.session.query(Gap).count() == 0
    assert [row.words for row in db.session.query(SearchLog)] == ["manual washer"]


def test_what_is_respelt_keeps_its_operators(client, make, index):
    for body in ("Đổi trả hàng trong 7 ngày.", "Hàng lỗi thì đổi trả hàng ngay."):
        make.article(title="Đổi trả hàng", body=body, language="vi", tags=named(["gấp"]))
    index()
    page = search(client, "doi tra hang tag:gấp")
    assert "<strong>đổi trả hàng tag:gấp</strong>" in page.text


@pytest.mark.parametrize("role", [None, Role.CUSTOMER])
def test_what_is_hidden_is_as_unknown_as_what_is_not(client, sign_in, make, index, role):
    """Neither a tag nor a place nor a person is told to be there by a chip or by fewer results."""
    hidden = make.user(name="Hidden Hand")
    make.thread(title="Spy", author=hidden, tags=named(["covert"]), is_private=True,
                product=make.product(slug="raygun", name="Ray gun"))  # fmt: skip
    make.article(title="Spies", collection=make.collection(slug="vault", name="The vault"),
                 audience=Audience.STAFF, tags=named(["covert"]))  # fmt: skip
    make.thread(title="Spied", category=make.category(slug="cell", name="The cell",
                audience=Audience.STAFF), author=hidden)  # fmt: skip
    make.article(title="Kettle", body="A kettle.")
    index()
    person = sign_in(make.user(role=role)) if role else client
    staff = sign_in(make.user(role=Role.STAFF))
    for secret in ("tag:covert", "author:hand", "product:raygun", "collection:vault",
                   'collection:"the vault"', "category:cell", 'author:"hidden hand"'):  # fmt: skip
        unknown = secret.partition(":")[0] + ":unheard"
        page = search(person, f"kettle {secret}")
        assert (titles(page), chips(page)) == (["Kettle"], []), secret
        assert titles(page) == titles(search(person, f"kettle {unknown}"))
        assert len(chips(search(staff, f"kettle {secret}"))) == 1, secret


def test_only_staff_search_for_what_needs_a_check(client, sign_in, make, index):
    make.article(title="Kettle", checked_on=date(2020, 1, 1), review_days=30)
    index()
    staff = sign_in(make.user(role=Role.STAFF))
    assert len(chips(search(staff, "kettle status:needs-check"))) == 1
    assert chips(search(client, "kettle status:needs-check")) == []


def test_who_may_read_a_private_thread_is_not_its_author(client, sign_in, make, index):
    asker, helper = make.user(name="Asker"), make.user(name="Helper", role=Role.STAFF)
    row = make.thread(title="Kettle row", author=asker, is_private=True)
    make.thread(title="Kettle news", author=helper)
    index()
    known = documents.of(f"thread:{row.id}", 1)
    engine.index().apply([replace(known, readers=(helper.id,), version=known.version + 1)])
    staff = sign_in(helper)
    assert titles(search(staff, "kettle author:asker")) == ["Kettle row"]
    assert titles(search(staff, "kettle author:helper")) == ["Kettle news"]


def test_names_are_looked_for_whole_first(client, make, index):
    for name in ("Lan", "Lan Anh", "Mỹ Lan", "Alan"):
        make.thread(title=f"Kettle of {name}", author=make.user(name=name))
    index()
    assert titles(search(client, "kettle author:LAN")) == ["Kettle of Lan"]
    assert titles(search(client, "kettle author:my-lan")) == ["Kettle of Mỹ Lan"]
    assert titles(search(client, "kettle author:anh")) == ["Kettle of Lan Anh"]
    assert set(titles(search(client, "kettle author:lan author:alan"))) == {
        "Kettle of Lan", "Kettle of Alan",
    }  # fmt: skip


def test_the_third_name_is_words(client, make, index):
    for name in ("Lan", "Minh", "Thu"):
        make.thread(title=f"Kettle of {name}", author=make.user(name=name))
    index()
    page = search(client, "kettle author:lan author:minh author:thu")
    assert [words for words, _link in chips(page)] == ["Author: lan", "Author: minh"]


def test_an_erased_person_is_not_found_by_name(client, make, index):
    person = make.user(name="Gone Girl")
    make.thread(title="Kettle", author=person)
    person.erased_at = datetime.now(UTC) - timedelta(days=1)
    db.session.commit()
    index()
    assert chips(search(client, "kettle author:gone")) == []


@pytest.mark.parametrize(
    "typed",
    ["kettle tag:" + "a" * 240, '"' * 250, 'tag:"' * 50, "author:%_ kettle", "author:\\ kettle",
     "after:2199-12-31 kettle", "before:1900-01-01 kettle", "product:日本 kettle", "in:title ???",
     'collection:"\u202e" kettle', '"kettle" ' * 30, '-"a" -"b"', "author:" + "a" * 200],
)  # fmt: skip
def test_nonsense_is_no_error(client, make, index, typed):
    make.article(title="Kettle")
    index()
    assert search(client, typed).status_code == 200
    assert client.get("/search/suggestions", query_string={"q": typed}).status_code == 200
