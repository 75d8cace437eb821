"""The results page: what it finds, for whom, at which cost, and what it says when it cannot."""

import gc
import re
import shutil
from html import unescape

import pytest

from accounts.models import Role
from accounts.services import settings
from core import schedule
from core.audience import Audience
from core.db import db
from forum.models import ThreadState
from search.models import Gap, SearchLog
from search.services import engine, limits, log


def titles(page):
    return [unescape(re.sub(r"<[^>]+>", "", t)) for t in re.findall(
        r'<h2 class="row-title"><a [^>]*>(.*?)</a>', page.text, re.S
    )]  # fmt: skip


def tab_counts(page):
    return [int(n) for n in re.findall(r'class="tabs-count">(\d+)<', page.text)]


@pytest.fixture
def printers(make, index):
    """Two articles and a solved thread about printers, in places of their own."""
    router = make.product(slug="router", name="Router")
    manual = make.article(title="Printer manual", body="Clean the printer.", products=[router])
    make.article(title="Printer paper", body="Any paper.", language="vi", view_count=7)
    thread = make.thread(title="Printer is loud", body="My printer rattles.")
    thread.state = ThreadState.SOLVED
    db.session.commit()
    index()
    return manual, thread


def test_tabs_count_and_narrow_by_kind(client, printers):
    everything = client.get("/search/?q=printer")
    assert tab_counts(everything) == [3, 2, 1]
    assert set(titles(everything)) == {"Printer manual", "Printer paper", "Printer is loud"}
    threads = client.get("/search/?q=printer&kind=thread")
    assert tab_counts(threads) == [3, 2, 1]
    assert titles(threads) == ["Printer is loud"]
    assert 'kind=thread" aria-current="page"' in unescape(threads.text)
    assert len(titles(client.get("/search/?q=printer&kind=nonsense"))) == 3


def test_filters_narrow(client, printers):
    manual, thread = printers

    def found(words):
        return titles(client.get(f"/search/?q=printer&{words}"))

    assert found("product=router") == ["Printer manual"]
    assert found(f"collection={manual.collection.slug}") == ["Printer manual"]
    assert found(f"category={thread.category.slug}") == ["Printer is loud"]
    assert found("status=solved") == ["Printer is loud"]
    assert found("language=vi") == ["Printer paper"]
    nothing = client.get("/search/?q=printer&product=none-such")
    assert titles(nothing) == []
    assert "Nothing is left with these filters" in nothing.text
    assert 'href="/search/?q=printer">Show all' in nothing.text


def test_matches_are_marked_and_text_is_escaped(client, make, index):
    make.article(title="Fix <i>zebra</i>", body="Feed the zebra `<script>alert(1)</script>` daily.")
    index()
    page = client.get("/search/?q=zebra")
    assert "Fix &lt;i&gt;<mark>zebra</mark>&lt;/i&gt;" in page.text
    assert "Feed the <mark>zebra</mark>" in page.text
    assert "<script>alert" not in page.text


def test_vietnamese_without_marks_finds_and_marks_the_accented_words(client, make, index):
    make.article(title="Đổi trả hàng", body="Mang hàng và hoá đơn đến.", language="vi")
    index()
    assert "<mark>Đổi trả hàng</mark>" in client.get("/search/?q=doi+tra+hang").text


def test_an_exact_match_stands_ahead_of_an_otherwise_equal_one(client, make, index):
    for title in ("Má chín", "Mã chín", "Mạ chín"):
        make.article(title=title, body="Cùng một lời.", language="vi")
    index()
    assert titles(client.get("/search/?q=mã chín"))[0] == "Mã chín"


def test_pages(client, make, index):
    shelf = make.collection()
    for number in range(13):
        make.article(title=f"Kettle {number}", body="kettle", collection=shelf)
    index()
    first, second = client.get("/search/?q=kettle"), client.get("/search/?q=kettle&page=2")
    assert (len(titles(first)), len(titles(second))) == (10, 3)
    assert not set(titles(first)) & set(titles(second))
    assert 'rel="next" href="/search/?q=kettle&amp;page=2"' in first.text
    for page in ("3", "31", "9" * 30, "-1", "x"):
        answer = client.get(f"/search/?q=kettle&page={page}")
        assert answer.status_code == 200
    assert "There are no more results" in client.get("/search/?q=kettle&page=3").text
    assert "Nothing answers" not in client.get("/search/?q=kettle&page=3").text


def test_an_empty_result_offers_both_ways_on_with_the_words(client, index):
    page = unescape(client.get("/search/?q=Máy in kêu").text)
    assert "Nothing answers “Máy in kêu” yet" in page
    asks = re.findall(r'href="(/forum/threads/ask\?title=[^"]+)"', page)
    tells = re.findall(r'href="(/search/waiting/new[^"]+)"', page)
    assert asks == ["/forum/threads/ask?title=M%C3%A1y+in+k%C3%AAu&search=in+keu+may"]
    assert tells == ["/search/waiting/new?words=M%C3%A1y+in+k%C3%AAu"]
    assert 'value="Máy in kêu"' in page
    assert "csrf_token" not in page


def test_a_weak_result_says_so_and_lists_the_nearest(client, make, index):
    make.article(title="Printer manual", body="How it works.")
    index()
    page = client.get("/search/?q=printer eats purple wallpaper backwards")
    assert "None of these looks like the answer" in page.text
    assert titles(page) == ["Printer manual"]


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 257,
        "word " * 900,
        "???",
        "…!!! --- «»",
        "\x00\x01\x1b[31m",
        "a\x00b\u202e\ufffe",
        "%ED%A0%80",
        "<b>bold</b>",
        '"><script>alert(1)</script>',
        "{{ 7*7 }}",
        'AND OR NOT ( " * ? : ^ ~ [a TO b]',
        "-samsung",
        "日本語",
        "👩‍👩‍👧",
        "'; DROP TABLE article; --",
        " ",
        "",
    ],
)
def test_whatever_is_typed_gets_an_answer(client, make, index, typed):
    make.article(title="Bold word", body="Something")
    index()
    for path in ("/search/", "/search/suggestions", "/search/look-alikes"):
        answer = client.get(path, query_string={"q": typed, "title": f"{typed} {typed}"})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<b>bold" not in answer.text


def test_only_punctuation_is_told_so_without_offers_that_lead_nowhere(client, index):
    page = client.get("/search/?q=???")
    assert "There is no word in “???”" in page.text
    assert "/search/waiting/new" not in page.text
    log.buffer().flush()
    assert db.session.query(SearchLog).count() == 0


def test_too_many_searches_are_asked_to_wait(app, client, index):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 1
    app.config["HOIDAP_WEB_PROCESSES"] = 1
    limits.forget()
    codes = [client.get("/search/?q=kettle").status_code for _each in range(limits.VISITOR + 1)]
    assert codes == [200] * limits.VISITOR + [429]
    answer = client.get("/search/?q=kettle")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert client.get("/search/suggestions?q=ket").status_code == 200
    limits.forget()


def the_index_is_lost(app, how):
    folder = app.config["HOIDAP_INSTANCE_PATH"] / "index"
    if how == "missing":
        shutil.rmtree(folder)
    elif how == "pointer":
        (folder / "current").write_text("nonsense")
    else:
        for file in folder.glob("index-*/*"):
            if file.suffix in (".seg", ".toc"):
                file.write_bytes(b"garbage")
    engine.index()._forget()
    engine.index()._checked = 0.0


# Whoosh does not close a table of contents that it cannot read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("how", ["missing", "pointer", "files"])
def test_without_its_index_the_site_says_so_offers_articles_and_mends_itself(
    app, client, make, index, how
):
    make.article(title="Kettle care", body="kettle", is_featured=True)
    make.article(title="Kettle secrets", body="kettle", audience=Audience.STAFF)
    index()
    the_index_is_lost(app, how)

    page = client.get("/search/?q=kettle")
    assert page.status_code == 200
    assert "Search is being rebuilt" in page.text
    assert titles(page) == ["Kettle care"]
    for path in ("/search/suggestions?q=kettle", "/search/look-alikes?title=a+kettle", "/"):
        assert client.get(path).status_code == 200

    assert schedule.run_due() >= 1
    db.session.rollback()
    page = client.get("/search/?q=kettle")
    assert "Search is being rebuilt" not in page.text
    assert titles(page) == ["Kettle care"]
    gc.collect()


def test_a_hit_is_authorised_again_from_the_database(client, make, index):
    article = make.article(title="Kettle care", body="kettle")
    index()
    article.audience = Audience.STAFF
    db.session.commit()
    page = client.get("/search/?q=kettle")
    assert "Kettle care" not in page.text
    assert "Nothing answers" in page.text


def test_a_gap_opens_when_nothing_is_found(client, index):
    client.get("/search/?q=purple wallpaper")
    log.buffer().flush()
    assert db.session.query(Gap).one().typed == "purple wallpaper"


def test_staff_rows_are_labelled(sign_in, make, index):
    make.article(title="Kettle secrets", body="kettle", audience=Audience.STAFF)
    make.thread(title="Kettle row", body="kettle", category=make.category(audience="staff"))
    index()
    page = sign_in(make.user(role=Role.STAFF)).get("/search/?q=kettle")
    assert page.text.count("Staff only") == 2


def respelt(page):
    """The line above the results, without tags."""
    found = re.search(r'<p class="respelt">(.*?)</p>', page.text, re.S)
    return unescape(re.sub(r"<[^>]+>", "", found[1])) if found else None


@pytest.fixture
def returns(make, index):
    """What is written about returns, by several people."""
    make.article(title="Chính sách đổi trả hàng", body="Đổi trả hàng trong 7 ngày.", language="vi")
    make.article(title="Đổi trả hàng lỗi", body="Hàng lỗi thì đổi trả được ngay.", language="vi")
    make.thread(title="Đổi trả hàng mất bao lâu?", body="Tôi muốn đổi trả hàng đã mua.")
    make.article(title="Shipping fees", body="What shipping costs.")
    index()


def test_a_slip_is_searched_as_it_was_meant_and_says_so(client, returns):
    page = client.get("/search/?q=Doi tra hagn&kind=article")

    assert respelt(page) == "Results for đổi trả hàng · Search instead for “Doi tra hagn”"
    assert titles(page)[0] == "Đổi trả hàng lỗi"
    assert "<mark>Đổi trả hàng</mark>" in page.text
    assert "/search/?q=%C4%91%E1%BB%95i+tr%E1%BA%A3+h%C3%A0ng&amp;kind=article" in page.text
    assert "/search/?q=Doi+tra+hagn&amp;kind=article&amp;as_typed=1" in page.text


def test_searching_instead_takes_the_words_as_they_are(client, returns):
    page = client.get("/search/?q=hagn&as_typed=1")

    assert respelt(page) is None
    assert "Nothing answers “hagn” yet" in page.text
    assert 'name="as_typed" value="1"' in page.text
    log.buffer().flush()
    assert db.session.query(SearchLog).count() == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("doi tra hang", "Did you mean: đổi trả hàng"),
        ("Doi tra hang?", "Did you mean: đổi trả hàng?"),
        ("đổi trả hàng", None),
        ("đổi tra hàng", "Did you mean: đổi trả hàng"),
        ("ddooir trar hangf", "Results for đổi trả hàng · Search instead for “ddooir trar hangf”"),
        ("shiping fees", "Results for shipping fees · Search instead for “shiping fees”"),
        ("shipping fees", None),
        ("doi tra -hang", None),
        ("zzzz", None),
    ],
)
def test_what_was_typed_is_offered_as_the_site_writes_it(client, returns, typed, says):
    assert respelt(client.get("/search/", query_string={"q": typed})) == says


def test_marks_that_could_be_several_are_not_put_back(client, make, index):
    for title in ("Bán hàng", "Bạn hàng", "Bàn hàng", "Bản hàng"):
        make.article(title=title, body="…", language="vi")
    index()
    assert respelt(client.get("/search/?q=ban hang")) is None


def test_the_marks_and_words_of_what_they_may_not_see_are_not_shown(client, sign_in, make, index):
    make.article(title="Chung chung", body="Một bài chung.", language="vi")
    make.article(title="Chiết khấu đại lý", body="…", language="vi", audience=Audience.STAFF)
    index()
    staff = sign_in(make.user(role=Role.STAFF))
    for typed in ("chiet khau", "chiet khuau"):
        assert respelt(client.get(f"/search/?q={typed}")) is None
        assert "chiết khấu" in respelt(staff.get(f"/search/?q={typed}"))


def test_the_site_s_own_abbreviations_are_searched(client, make, index):
    make.article(title="Bách hoá xanh", body="…", language="vi")
    index()
    assert titles(client.get("/search/?q=bhx")) == []
    settings.put("abbreviations", "bhx = bách hoá xanh", by=None)
    db.session.commit()
    assert titles(client.get("/search/?q=bhx")) == ["Bách hoá xanh"]
    assert "Bách hoá xanh" in client.get("/search/suggestions?q=bhx").text


def parts(page):
    found = re.findall(r'class="row-part">.*?<a href="([^"]*)">(.*?)</a>', page.text, re.S)
    return [(unescape(url), unescape(words)) for url, words in found]


def test_a_hit_leads_to_the_section_that_holds_the_words(client, make, index):
    body = (
        "All about printers.\n\n## Paper\n\nAny paper will do.\n\n## Ink & toner\n\n"
        "Shake the cartridge.\n\n## See also\n\n[The cartridge and its toner](/kb/articles/9)\n"
    )
    article = make.article(title="Printer manual", body=body)
    index()

    inside = client.get("/search/?q=shake+toner")
    assert parts(inside) == [(f"{article.url}#u-ink-toner", "Ink & toner")]
    assert "<mark>Shake</mark> the cartridge." in inside.text
    assert "Any paper" not in inside.text
    assert 'id="u-ink-toner"' in client.get(article.url).text

    beginning = client.get("/search/?q=printers")
    assert parts(beginning) == []
    assert "All about <mark>printers</mark>" in beginning.text


def test_a_thread_leads_to_the_accepted_answer_that_holds_the_words(client, make, index):
    thread = make.thread(title="Printer is loud", body="Mine rattles.")
    for number in range(20):
        make.post(thread=thread, body=f"Me too {number}.")
    answer = make.post(thread=thread, body="Tighten the screw under the tray.")
    thread.accepted_post_id = answer.id
    db.session.commit()
    index()

    assert parts(client.get("/search/?q=tighten+screw")) == [(answer.url, "Accepted answer")]
    assert answer.url.endswith(f"?page=2#post-{answer.id}")
    assert parts(client.get("/search/?q=mine+rattles")) == []
    answer.hidden_at = answer.created_at  # its words are still in the index
    db.session.commit()
    page = client.get("/search/?q=tighten+screw")
    assert parts(page) == []
    assert "under the tray" not in page.text
