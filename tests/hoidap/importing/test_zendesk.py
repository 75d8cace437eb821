"""A help center made by hand, in every wrapping that backups come in."""

import gc
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from PIL import Image

from accounts.models import User
from core.audience import Audience
from core.db import db
from core.uploads import Upload
from hoidap.importing import running
from hoidap.importing.report import Report
from hoidap.importing.source import BadExport, Options
from hoidap.importing.sources.zendesk import Zendesk
from kb.models import Article, ArticleStatus, Collection
from search.services import engine

HOST = "https://help.example.com"
SECTION = 360001234567


def article(id, title="Đổi trả hàng", locale="vi", body="<p>Trong 7 ngày.</p>", **more):
    return {
        "id": id,
        "html_url": f"{HOST}/hc/{locale}/articles/{id}-slug",
        "title": title,
        "name": title,
        "body": body,
        "locale": locale,
        "source_locale": "vi",
        "section_id": SECTION,
        "author_id": 7,
        "draft": False,
        "promoted": False,
        "position": 0,
        "user_segment_id": None,
        "label_names": [],
        "created_at": "2023-11-08T05:09:45Z",
        "updated_at": "2023-11-09T05:09:45Z",
        "edited_at": "2023-11-08T06:00:00Z",
    } | more


def translation(id, locale, title, body="<p>Within 7 days.</p>", **more):
    return {
        "id": id * 10,
        "source_id": id,
        "source_type": "Article",
        "locale": locale,
        "title": title,
        "body": body,
        "draft": False,
    } | more


def section(id=SECTION, name="Trả hàng", **more):
    usual = {"id": id, "name": name, "locale": "vi", "source_locale": "vi", "url": "x"}
    return usual | {"category_id": 3465, "parent_section_id": None} | more


def category(id=3465, name="Mua sắm", **more):
    url = f"{HOST}/hc/vi/categories/{id}"
    return {"id": id, "name": name, "locale": "vi", "url": "x", "html_url": url} | more


USERS = [
    {"id": 7, "name": "Lan", "email": "lan@example.com", "role": "agent"},
    {"id": 8, "name": "A customer", "email": "c@example.com", "role": "end-user"},
]


@pytest.fixture
def bring(app, tmp_path):
    """`bring(articles=[…], sections=[…])` imports one file for each name and says what came."""
    engine.ensure()

    def _bring(dry_run=False, tick=None, options=(), **lists) -> Report:
        folder = tmp_path / "zendesk"
        folder.mkdir(exist_ok=True)
        for name, things in lists.items():
            (folder / f"{name}.json").write_text(json.dumps({name: things}))
        return come(folder, dry_run=dry_run, tick=tick, **dict(options))

    return _bring


def come(path, *, dry_run=False, tick=None, **options) -> Report:
    db.session.commit()
    given = Options(**{"name": "zendesk"} | options)
    report = running.run("zendesk", Path(path), given, dry_run=dry_run, tick=tick)
    db.session.expire_all()
    return report


def records(folder, things, **options):
    """What the source makes of one JSON text, without a site."""
    file = folder / "export.json"
    file.write_text(things if isinstance(things, str) else json.dumps(things))
    report = Report()
    return list(Zendesk(file, Options(name="z", **options), report).records()), report


PAGE = {"count": 1, "next_page": None, "page": 1, "per_page": 30}
CURSOR = {"meta": {"has_more": False, "after_cursor": "x"}, "links": {"next": "https://x/?a=1"}}


@pytest.mark.parametrize(
    "wrapped",
    [
        PAGE | {"articles": [article(1)]},
        CURSOR | {"articles": [article(1)]},
        {"data": CURSOR | {"articles": [article(1)]}},
        {"data": [article(1)]},
        PAGE | {"results": [article(1) | {"result_type": "article"}]},
        {"article": article(1)},
        [article(1)],
        [{"articles": [article(1)]}, {"articles": []}],
        article(1),
        "\n".join(json.dumps(each) for each in [{"articles": [article(1)]}, {"users": []}]),
        "\ufeff" + json.dumps({"articles": [article(1)]}),
        {"articles": [article(1), article(1)]},
        {"articles": [article(1) | {"translations": [translation(1, "vi", "Old")]}]},
        {"users": USERS, "unknown": [{"a": [{"b": 1}]}], "articles": [article("1"), 5, None, []]},
    ],
)
def test_however_it_is_wrapped_it_is_the_same_article(tmp_path, wrapped):
    found, _report = records(tmp_path, wrapped)
    texts = [(each.ref, each.title, each.body) for each in found if hasattr(each, "body")]
    assert texts == [("1:vi", "Đổi trả hàng", "Trong 7 ngày.")]


@pytest.mark.parametrize("given", ["", "{}", "[]", "words", '{"articles": []}', '{"a": {"b": 1}}'])
def test_what_is_no_help_center_is_said(tmp_path, given):
    with pytest.raises(BadExport, match="no articles and no sections"):
        records(tmp_path, given)


def test_a_torn_file_gives_what_it_has_and_is_named(bring, tmp_path):
    folder = tmp_path / "zendesk"
    folder.mkdir()
    whole = json.dumps({"articles": [article(1), article(2, "Giao hàng")]})
    (folder / "torn.json").write_text(whole[:-40])
    (folder / "bytes.json").write_bytes(b'{"articles": [{"id": 3, "title": "\xff\xfe"}]}')
    report = bring(sections=[section()], categories=[category()])
    assert [each.title for each in db.session.query(Article)] == ["Đổi trả hàng"]
    assert {where for where, _why in report.skipped} == {"torn.json", "bytes.json"}


def test_the_tree_becomes_shelves_and_old_addresses_lead_there(bring, client):
    inner = section(77, "Hoàn tiền", parent_section_id=SECTION)
    english = {
        "source_id": SECTION,
        "source_type": "Section",
        "locale": "en-us",
        "title": "Returns",
    }
    bring(
        articles=[article(1, section_id=77), article(2, "Mồ côi", section_id=0)],
        sections=[inner, section(), section(78, "Trả hàng")],
        categories=[category()],
        translations=[english],
        options={"collection": "Chưa xếp"},
    )
    slugs = {each.slug: each.names for each in db.session.query(Collection)}
    assert set(slugs) == {
        "mua-sam",
        "mua-sam/tra-hang",
        "mua-sam/tra-hang-78",
        "mua-sam/tra-hang/hoan-tien",
        "chua-xep",
    } or set(slugs) == {
        "mua-sam",
        "mua-sam/tra-hang",
        f"mua-sam/tra-hang-{SECTION}",
        f"mua-sam/tra-hang-{SECTION}/hoan-tien",
        "chua-xep",
    }
    assert {"vi": "Trả hàng", "en": "Returns"} in slugs.values()
    moved = client.get(f"/hc/vi/sections/{SECTION}-Tra-hang")
    assert moved.status_code == 301
    assert moved.location.startswith("/kb/collections/mua-sam/tra-hang")
    assert client.get("/hc/en-us/categories/3465").location == "/kb/collections/mua-sam"


def test_sections_in_a_circle_do_not_end_it(bring):
    circle = [section(1, "A", parent_section_id=2), section(2, "B", parent_section_id=1)]
    report = bring(articles=[article(1, section_id=1)], sections=circle)
    assert db.session.query(Article).one().collection.names["vi"] == "A"
    assert "sections that stand in each other" in report.constructs


def test_translations_are_linked_and_each_has_its_own_state(bring):
    bring(
        sections=[section()],
        articles=[article(1), article(1, "Returns", "en-us", "<p>Within 7 days.</p>", draft=True)],
    )
    vi, en = (db.session.query(Article).filter_by(language=code).one() for code in ("vi", "en"))
    assert vi.translation_group == en.translation_group
    assert (vi.status, en.status) == (ArticleStatus.PUBLISHED, ArticleStatus.DRAFT)
    assert en.collection_id == vi.collection_id


@pytest.mark.parametrize("first", ["vi", "en-us"])
def test_a_translation_that_comes_later_joins_the_other(bring, first):
    texts = {"vi": article(1), "en-us": article(1, "Returns", "en-us")}
    bring(sections=[section()], articles=[texts[first]])
    bring(sections=[section()], articles=list(texts.values()))
    assert db.session.query(Article).count() == 2
    assert len({each.translation_group for each in db.session.query(Article)}) == 1
    assert {each.title for each in db.session.query(Article)} == {"Đổi trả hàng", "Returns"}


def test_one_text_a_language_and_none_of_others(tmp_path):
    others = [translation(1, locale, locale) for locale in ("en-us", "en-gb", "fr")]
    found, report = records(tmp_path, {"articles": [article(1)], "translations": others})
    assert [(each.ref, each.language) for each in found] == [("1:vi", "vi"), ("1:en-gb", "en")]
    assert report.skipped == [
        ("1:en-us", "the same language came already: en-us"),
        ("1:fr", "no language of this site: fr"),
    ]

    alone, report = records(
        tmp_path, {"articles": [article(2, locale="fr", source_locale="fr")]}, language="en"
    )
    assert [(each.ref, each.language) for each in alone] == [("2:fr", "en")]
    assert "language that this site does not have: fr" in report.constructs


def test_translations_without_their_article_stay_away(tmp_path):
    """Only the article says who may read it."""
    _found, report = records(
        tmp_path, {"sections": [section()], "translations": [translation(9, "vi", "Ai đọc?")]}
    )
    assert report.skipped == [("9 vi", "translation without its article")]


def test_results_of_a_search_have_no_text(tmp_path):
    found = article(1) | {"result_type": "article", "snippet": "Trong"}
    del found["body"]
    _records, report = records(tmp_path, {"results": [found]})
    assert "it has no text" in report.skipped[0][1]
    both, report = records(
        tmp_path, {"results": [found], "translations": [translation(1, "vi", "Từ bản dịch")]}
    )
    assert [each.title for each in both] == ["Từ bản dịch"]


@pytest.mark.parametrize(
    "restricted",
    [{"user_segment_id": 360000111}, {"user_segment_id": 0}, {"user_segment_ids": [4]}],
)
def test_what_was_restricted_there_is_for_staff_here(bring, client, restricted):
    english = translation(1, "en-us", "Returns")
    report = bring(sections=[section()], articles=[article(1) | restricted], translations=[english])
    assert {each.audience for each in db.session.query(Article)} == {Audience.STAFF}
    assert "restricted to a user segment: for staff only here" in report.constructs
    assert client.get("/hc/vi/articles/1").status_code == 404


def test_what_is_restricted_there_since_is_restricted_here(bring):
    bring(sections=[section()], articles=[article(1)])
    assert db.session.query(Article).one().audience is Audience.PUBLIC
    bring(sections=[section()], articles=[article(1, user_segment_id=5)])
    assert db.session.query(Article).one().audience is Audience.STAFF
    bring(sections=[section()], articles=[article(1)])
    assert db.session.query(Article).one().audience is Audience.STAFF


def test_facts_are_kept(bring):
    labels = ["sim", "trả hàng", "3", "4", "5", "từ khóa", "bảy"]
    report = bring(
        users=USERS,
        sections=[section()],
        articles=[
            article(
                28523513715859, "  Tựa đề có khoảng trống ", promoted=True, position=4,
                label_names=labels, outdated=True, vote_sum=2, vote_count=4, content_tag_ids=["x"],
            )
        ],
    )  # fmt: skip
    one = db.session.query(Article).one()
    assert one.title == "Tựa đề có khoảng trống"
    assert (one.is_featured, one.position) == (True, 4)
    assert len(one.tags) == 5
    assert one.keywords == ["từ khóa", "bảy"]
    assert one.created_at.isoformat() == "2023-11-08T05:09:45+00:00"
    assert one.updated_at.isoformat() == "2023-11-08T06:00:00+00:00"
    assert [each.name for each in db.session.query(User)] == ["Lan"]
    noted = " ".join(report.constructs)
    for words in ("outdated", "votes on an article", "content tags"):
        assert words in noted


@pytest.mark.parametrize(
    "path",
    [
        "/hc/vi/articles/115001260091-Làm-thế-nào-để-trả-hàng",
        "/hc/en-us/articles/115001260091--english-article",
        "/hc/vi/articles/115001260091-L%C3%A0m-th%E1%BA%BF-n%C3%A0o",
        "/hc/articles/115001260091",
    ],
)
def test_old_addresses_lead_here_by_their_number_alone(bring, client, path):
    bring(sections=[section()], articles=[article(115001260091, "Trả hàng")])
    assert client.get(path).location == db.session.query(Article).one().url


def test_links_between_articles_are_led_on_and_others_lead_to_the_former_site(bring):
    body = (
        f'<p><a href="/hc/vi/articles/2-x#h_1">one</a> <a href="{HOST}/hc/en-us/articles/2">two</a>'
        '<a href="/hc/vi/requests/new">form</a> <a href="https://other.example.com/a">far</a></p>'
    )
    report = bring(sections=[section()], articles=[article(1, body=body), article(2, "Khác")])
    first, second = db.session.query(Article).order_by(Article.id)
    html = first.live_revision.html
    assert html.count(f'href="{second.url}') == 2
    assert f'href="{HOST}/hc/vi/requests/new"' in html
    assert report.links == {"led on": 2}


def test_links_to_articles_that_did_not_come_are_dead(bring):
    body = f'<p><a href="/hc/vi/articles/9-x">a</a> <a href="{HOST}/hc/vi/requests/new">b</a></p>'
    report = bring(sections=[section()], articles=[article(1, body=body)])
    assert report.dead_links == [("1:vi", f"{HOST}/hc/vi/articles/9-x")]


def test_the_editors_html_becomes_our_markdown(tmp_path):
    body = """
    <div class="toc"><ul><li><a href="#h_2">Hai</a></li></ul></div>
    <p>Xem <a href="#h_2">bước hai</a>, <a href="#nowhere">đâu</a>.</p>
    <div class="callout callout--warning"><h4 class="callout__title">Chú ý</h4>
    <p>Giữ hóa đơn.</p></div>
    <p class="note">Một ghi chú.</p>
    <p><a name="h_2"></a></p><h2>Bước hai</h2>
    <p class="wysiwyg-text-align-center"><span class="wysiwyg-color-red">Đỏ</span></p>
    <iframe src="//www.youtube.com/embed/abc_D-1?rel=0"></iframe>
    <p><img src="/hc/article_attachments/360099999/anh%20chup.png" alt=""></p>
    <script>alert(1)</script><p>&nbsp;</p>
    """
    found, report = records(tmp_path, {"articles": [article(1, body=body)]})
    assert found[0].body == (
        "Xem [bước hai](#buoc-hai), đâu.\n\n"
        "> [!WARNING] Chú ý\n> Giữ hóa đơn.\n\n"
        "> [!NOTE]\n> Một ghi chú.\n\n"
        "## Bước hai\n\n"
        "Đỏ\n\n"
        "<https://www.youtube.com/watch?v=abc_D-1>\n\n"
        f"[anh chup.png]({HOST}/hc/article_attachments/360099999/anh%20chup.png)"
    )
    assert len(report.constructs) == 5, report.constructs


def test_a_link_within_the_text_finds_its_heading_on_the_page(bring):
    body = '<p><a href="#b">xuống</a></p><h2>Một</h2><h2>Một</h2><p id="b">đây</p>'
    bring(sections=[section()], articles=[article(1, body=body)])
    html = db.session.query(Article).one().live_revision.html
    target = html.partition('href="#')[2].partition('"')[0]
    assert target == "u-mot-2"
    assert f'id="{target}"' in html


def test_pictures_in_the_export_come_along(bring, tmp_path):
    folder = tmp_path / "zendesk" / "attachments"
    folder.mkdir(parents=True)
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(out, "PNG")
    (folder / "360088888.png").write_bytes(out.getvalue())
    (folder / "broken-360077777.png").write_bytes(b"no picture")
    (tmp_path / "secret.png").write_bytes(out.getvalue())
    (folder / "360066666.png").symlink_to(tmp_path / "secret.png")
    pictures = "".join(
        f'<img src="{HOST}/hc/article_attachments/{number}/x.png" alt="{number}">'
        for number in (360088888, 360077777, 360066666)
    )
    bring(sections=[section()], articles=[article(1, body=f"<p>{pictures}</p>")])
    html = db.session.query(Article).one().live_revision.html
    assert html.count("<img") == 1
    assert db.session.query(Upload).one().url in html
    assert db.session.query(Upload).count() == 1


def many(count):
    words = "<p>Nội dung bài viết &amp; các bước.</p>" * 20
    return [article(1000 + n, f"Bài số {n}", body=words) for n in range(count)]


def test_once_more_changes_nothing_and_interrupted_it_goes_on(bring):
    given = {"users": USERS, "sections": [section()], "articles": many(45)}

    class Killed(Exception):
        pass

    def kill(_stage, _total, _left=[30]):  # noqa: B006 (counts down)
        _left[0] -= 1
        if not _left[0]:
            raise Killed

    with pytest.raises(Killed):
        bring(**given, tick=kill)
    db.session.rollback()
    assert 0 < db.session.query(Article).count() < 45
    bring(**given)
    bring(**given)
    assert db.session.query(Article).count() == 45
    assert db.session.query(Collection).count() == 1
    assert db.session.query(User).count() == 1
    assert {each.status for each in db.session.query(Article)} == {ArticleStatus.PUBLISHED}


@pytest.fixture
def little_to_look_through():
    """Whoever looks for garbage then looks at what the test itself made, and not at all else."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def test_memory_does_not_grow_with_the_export(tmp_path, little_to_look_through):
    peaks, sizes = [], []
    for count in (100, 400):
        file = tmp_path / f"{count}.json"
        file.write_text(json.dumps({"articles": many(count), "sections": [section()]}))
        sizes.append(file.stat().st_size)
        tracemalloc.start()
        number = 0
        for number, _record in enumerate(Zendesk(file, Options(name="z"), Report()).records(), 1):
            if number % 20 == 0:
                gc.collect()  # HTML's trees are circles: how many wait for it is chance
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert number == count + 1
    assert peaks[1] - peaks[0] < (sizes[1] - sizes[0]) / 10


@pytest.mark.shared_data
def test_the_real_samples_are_read(shared_data):
    found = {}
    for file in sorted((shared_data / "formats" / "zendesk").glob("*.json")):
        report = Report()
        texts = list(Zendesk(file, Options(name="z"), report).records())
        found[file.name] = ([(each.status, each.audience) for each in texts], report.skipped)
    assert found["sample-articles-list.json"] == ([("published", "public")], [])
    assert found["sample-articles-cursor.json"] == ([("draft", "staff")], [])
    assert "no text" in found["sample-search-result.json"][1][0][1]
