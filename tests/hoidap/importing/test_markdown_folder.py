"""A folder of Markdown is read as records; whatever is wrong with a file, the others come."""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.audience import Audience
from hoidap.importing.records import ArticleRecord, Shelf
from hoidap.importing.report import Report
from hoidap.importing.source import BadExport, Options
from hoidap.importing.sources.markdown_folder import MarkdownFolder
from kb.models import ArticleStatus
from tests.hoidap.importing.folders import ENGLISH, VIETNAMESE, page, picture, write


class Read:
    """What a source made of a folder."""

    def __init__(self, root: Path, **options: object) -> None:
        self.report = Report()
        given = Options(**{"name": "old", **options})
        self.source = MarkdownFolder(root, given, self.report)
        records = list(self.source.records())
        self.articles = {each.ref: each for each in records if isinstance(each, ArticleRecord)}
        self.shelves = {each.ref: each for each in records if isinstance(each, Shelf)}

    @property
    def only(self) -> ArticleRecord:
        [article] = self.articles.values()
        return article


@pytest.fixture
def read(tmp_path):
    """`read({path: text}, …)`: the folder of these files as records."""

    def _read(files: dict[str, str | bytes], **options: object) -> Read:
        return Read(write(tmp_path / "export", files), **options)

    return _read


def test_without_front_matter_the_first_heading_is_the_title(read):
    article = read({"how-to.md": f"# How to **begin**\n\n{ENGLISH}"}).only
    assert (article.title, article.body, article.slug) == ("How to begin", ENGLISH, "how-to")


def test_without_any_title_the_file_is_called_as_it_is(read):
    assert (
        read({"guides/02-first_steps.md": ENGLISH, "a.md": "# A"})
        .articles["guides/02-first_steps.md"]
        .title
        == "First steps"
    )


@pytest.mark.parametrize("heading", ["Plan B", "plan b", "Plan *B*", 'Plan <a name="b"></a>B!'])
def test_a_title_that_stands_twice_is_printed_once(read, heading):
    article = read({"a.md": page('"Plan B"', f"\n# {heading}\n\n{ENGLISH}")}).only
    assert (article.title, article.body, article.keywords) == ("Plan B", ENGLISH, ())


def test_the_heading_that_readers_saw_wins_over_an_inner_title(read):
    article = read({"a.md": page('"1081 Lịch"', f"# Tạo lịch\n\n{VIETNAMESE}")}).only
    assert (article.title, article.body) == ("Tạo lịch", VIETNAMESE)
    assert article.keywords == ("1081 Lịch",)


def test_several_first_headings_are_no_titles(read):
    article = read({"a.md": page("Whole", "# Part one\n\na\n\n# Part two\n\nb")}).only
    assert article.title == "Whole"
    assert article.body.startswith("# Part one")


def test_keys_with_dots_and_of_any_kind_survive(read):
    for number, value in enumerate(["\n  - a\n  - 2", " 7", " word", " [x, {y: z}]"]):
        text = f"---\ntitle: A\nms.custom:{value}\nms.service: x\nmunlocking-an s.custom: 1\n---\nb"
        front = read({"a.md": text}).only.front_matter
        expected = [["a", 2], 7, "word", ["x", {"y": "z"}]][number]
        assert front == {"ms.custom": expected, "ms.service": "x", "munlocking-an s.custom": 1}


def test_a_value_under_a_name_of_ours_survives_under_another(read):
    front = read({"a.md": page("A", audience="Admin", owner="lan", key="x")}).only.front_matter
    assert front == {"former_audience": "Admin", "former_owner": "lan", "former_key": "x"}


def test_mail_addresses_in_front_matter_are_left_out(read):
    found = read({"a.md": page("A", writer="lan@example.org", team="support")})
    assert found.only.front_matter == {"team": "support"}
    assert "left out: e-mail address in the front matter" in found.report.constructs


def test_yaml_that_cannot_be_read_stops_nothing_and_is_named(read):
    found = read(
        {
            "a.md": "---\ntitle: A: b\n---\nx",
            "b.md": "---\ntitle: ok\nx: *alias\n---\nx",
            "c.md": "---\ntitle: [\n---\nx",
            "good.md": page("Good"),
        }
    )
    assert set(found.articles) == {"good.md"}
    assert [where for where, _ in found.report.skipped] == ["a.md", "b.md", "c.md"]
    assert found.report.skipped[0][1].startswith("front matter that cannot be read: line 2, ")
    assert found.report.skipped[1][1].startswith(
        "front matter that cannot be read: line 3, aliases"
    )


def test_a_name_that_stands_twice_and_a_text_between_rules_are_no_trouble(read):
    found = read(
        {"a.md": "---\ntitle: A\nx: 1\nx: 2\n---\nb", "b.md": "---\nWords.\n\n---\n\nMore."}
    )
    assert found.articles["a.md"].front_matter == {"x": 2}
    assert found.articles["b.md"].body == "---\nWords.\n\n---\n\nMore."


def test_toml_front_matter_is_read_too(read):
    article = read({"a.md": '+++\ntitle = "A"\nweight = 4\n+++\nb'}).only
    assert (article.title, article.position, article.body) == ("A", 4, "b")


def test_known_keys_say_what_ours_say(read):
    text = page(
        "A",
        description="In *short*",
        tags="[sim, 4g]",
        keywords="thẻ, mạng",
        order=3,
        popular="true",
        date="2024-01-02",
        lastmod="2024-03-04T05:06:07+07:00",
        lang="vi-VN",
        id=360021,
        redirect_from="[/old/, /x.html]",
    )
    article = read({"a.md": text}).only
    assert (article.summary, article.tags, article.keywords) == (
        "In short",
        ("sim", "4g"),
        ("thẻ", "mạng"),
    )
    assert (article.position, article.is_featured, article.language) == (3, True, "vi")
    assert article.created_at == datetime(2024, 1, 2, tzinfo=UTC)
    assert article.updated_at == datetime(2024, 3, 3, 22, 6, 7, tzinfo=UTC)
    assert article.addresses == ("/hc/articles/360021", "/old", "/x")
    assert article.front_matter == {}


def test_an_american_date_is_read_as_one(read):
    text = "---\ntitle: A\nms.date: 04/21/2020\n---\nb"
    assert read({"a.md": text}).only.updated_at == datetime(2020, 4, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "line", ["draft: true", "hidden: true", "published: false", "status: draft"]
)
def test_what_was_not_shown_there_is_a_draft_here(read, line):
    text = f"---\ntitle: A\n{line}\n---\nb"
    assert read({"a.md": text}).only.status is ArticleStatus.DRAFT


@pytest.mark.parametrize("line", ["private: true", "visibility: internal", "user_segment_id: 12"])
def test_what_was_not_for_everybody_there_is_for_staff_here(read, line):
    found = read({"a.md": f"---\ntitle: A\n{line}\n---\nb"})
    assert found.only.audience is Audience.STAFF
    assert "restricted there: for staff only here" in found.report.constructs


def test_marks_of_order_line_ends_and_forms_of_letters_are_plain(read):
    front = "\ufeff---\r\ntitle: Ho\u0323c\u200b\r\n---\r\n"
    text = f"{front}\u200bTo\u0302i ho\u0323c.\r\nVa\u0300 na\u0306m.\r\n"
    article = read({"a\u200b\u200b\u200b\u200b\u200b\u200b\u200b.md": text}).only
    assert (article.title, article.body) == ("Học", "Tôi học. Và năm.")


def test_utf16_with_its_mark_is_read_and_other_encodings_are_named(read):
    found = read(
        {
            "a.md": page("Chào").encode("utf-16"),
            "b.md": page("Chào").encode("cp1258", "replace") + b"\xff",
            "c.md": b"x\0y",
            "d.md": "# D\n\n" + "x" * 2_200_000,
        }
    )
    assert found.only.title == "Chào"
    assert dict(found.report.skipped) == {
        "b.md": "it is not UTF-8, from this line on: 2",
        "c.md": "it is no text",
        "d.md": "larger than a page may be: 2 MiB",
    }


def test_an_empty_page_and_an_empty_front_matter_come(read):
    found = read({"a.md": "", "b.md": "---\n---\n"})
    assert {article.title for article in found.articles.values()} == {"A", "B"}


def test_very_long_lines_come_whole(read):
    assert read({"a.md": "# A\n\n" + "word " * 2_000}).only.body == ("word " * 2_000).strip()


def test_folders_are_shelves_and_keep_their_names(read):
    found = read(
        {
            "Store Support/Licensing & Fees/a.md": page("A"),
            "02-getting_started/b.md": page("B"),
            "c.md": page("C"),
        },
        collection="Loose ends",
    )
    assert found.articles["Store Support/Licensing & Fees/a.md"].shelf == (
        "Store Support/Licensing & Fees"
    )
    names = {ref: shelf.names["en"] for ref, shelf in found.shelves.items()}
    assert names == {
        "Store Support": "Store Support",
        "Store Support/Licensing & Fees": "Licensing & Fees",
        "02-getting_started": "Getting started",
        "": "Loose ends",
    }
    assert found.shelves["02-getting_started"].position == 2


def test_a_flat_folder_is_one_shelf_called_like_it(read):
    found = read({"wrap/Insights/a.md": page("A"), "wrap/Insights/b.md": page("B")})
    assert [shelf.names for shelf in found.shelves.values()] == [{"en": "Insights"}]
    assert list(found.articles) == ["a.md", "b.md"]  # archives wrap what they hold
    within = Read(found.source.path / "wrap" / "Insights")
    assert list(within.articles) == ["a.md", "b.md"]
    assert within.shelves[""].names == {"en": "Old"}


def test_titles_that_many_share_are_told_apart_by_their_files(read):
    found = read({f"f/page-{number}.md": page("Same") for number in range(15)})
    assert len({article.slug for article in found.articles.values()}) == 15


def test_paths_that_differ_by_case_alone_are_two_pages(read):
    found = read({"Guide.md": page("A"), "guide.md": page("B", "[a](Guide.md) [b](guide.md)")})
    assert len(found.articles) == 2
    assert found.source.targets("guide.md", "Guide.md")[0] == "Guide.md"
    assert found.source.targets("guide.md", "guide.md")[0] == "guide.md"


def test_paths_of_240_bytes_come(read):
    path = "/".join(["đường-dẫn-rất-dài-" * 5] * 2) + ".md"
    assert len(path.encode()) >= 240
    assert read({path: page("A"), "b.md": "# B"}).articles[path].title == "A"


def test_what_is_no_page_is_not_one(read):
    found = read(
        {
            "README.md": "# The repository",
            "LICENSE.md": "x",
            ".github/ISSUE_TEMPLATE/a.md": page("A"),
            "includes/x.md": "x",
            "_partials/y.md": "y",
            "data.csv": "x",
            "docs/a.md": page("A"),
            "docs/b.md": page("B"),
        }
    )
    assert set(found.articles) == {"docs/a.md", "docs/b.md"}
    assert {where for where, _ in found.report.skipped} == {
        "README.md",
        "LICENSE.md",
        "includes/x.md",
        "_partials/y.md",
    }
    assert "file that is no page: .csv" in found.report.constructs


def test_links_out_of_the_folder_are_not_followed(read, tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    folder = write(
        tmp_path / "export", {"a.md": page("A", "![x](../secret.md) [!INCLUDE [x](../secret.md)]")}
    )
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "pic.png").symlink_to(tmp_path / "secret.md")
    found = Read(folder)
    assert set(found.articles) == {"a.md"}
    assert "secret" not in found.only.body.replace("secret.md", "")
    assert found.source.picture("../secret.md") is None
    assert found.source.picture("pic.png") is None
    assert {where for where, _ in found.report.skipped} == {"link.md", "pic.png"}


def test_a_folder_without_pages_is_no_export(tmp_path):
    with pytest.raises(BadExport):
        Read(write(tmp_path / "export", {"a.txt": "x"}))


def test_pictures_are_found_where_they_lie(read):
    pictures = [
        "img/a b.png",
        ".gitbook/assets/image (10) [x].png",
        "static/img/c.png",
        "guides/D.PNG",
    ]
    text = (
        "![](../img/a%20b.png) ![](../.gitbook/assets/image (10) [x].png) ![](/img/c.png)"
        " ![](d.png) ![gone](gone.png) ![far](https://a.b/c.png)"
    )
    files = {path: picture(number) for number, path in enumerate(pictures)}
    found = read({"guides/a.md": page("A", text), "b.md": "# B", **files})
    body = found.articles["guides/a.md"].body
    assert body == (
        "![](picture:img/a%20b.png) ![](picture:.gitbook/assets/image%20%2810%29%20%5Bx%5D.png)"
        " ![](picture:static/img/c.png) ![](picture:guides/D.PNG) ![gone](picture:guides/gone.png)"
        " ![far](https://a.b/c.png)"
    )
    assert found.source.picture("img/a b.png") == files["img/a b.png"]
    assert found.source.picture("guides/gone.png") is None


def test_a_picture_within_its_own_address_is_kept(read):
    found = read({"a.md": "# A\n\n<img src='data:image/png;base64,aGVsbG8=' alt='x'>"})
    assert found.only.body == "![x](picture:data%3Aimage/png%3Bbase64%2CaGVsbG8%3D)"
    assert found.source.picture("data:image/png;base64,aGVsbG8=") == b"hello"
    assert found.source.picture("data:image/png;base64,%%%") is None
    assert found.source.picture("data:text/plain,x") is None


LINKS = {
    "b.md": "guides/b.md",
    "./b": "guides/b.md",
    "b.md#part": "guides/b.md",
    "B.MD": "guides/b.md",
    "../Store%20Support/My%20page.md": "Store Support/My page.md",
    "../Store Support/my-page": "Store Support/My page.md",
    "../faq": "faq/index.md",
    "../faq/": "faq/index.md",
    "/guides/b": "guides/b.md",
    "/docs/guides/b/": "guides/b.md",
    "/faq/index.html": "faq/index.md",
    "moved/b.md": "guides/b.md",
    "https://help.example.com/en/articles/7345262-some-slug": "faq/7345262-prices.md",
    "gone.md": "guides/gone.md",
}


@pytest.mark.parametrize(("href", "page_"), LINKS.items())
def test_links_are_resolved_by_path_name_and_number(read, href, page_):
    found = read(
        {
            "guides/a.md": page("A"),
            "guides/b.md": page("B"),
            "Store Support/My page.md": page("My page"),
            "faq/index.md": page("FAQ"),
            "faq/7345262-prices.md": page("Prices"),
        }
    )
    assert found.source.targets("guides/a.md", href)[0] == page_


def test_half_a_character_in_the_navigation_is_no_trouble(read):
    navigation = '{"navigation": [{"group": "G", "pages": ["b\\ud83d", "b"]}]}'
    found = read({"docs.json": navigation, "a.md": page("A"), "b.md": page("B")})
    assert found.articles["b.md"].shelf == "G"


@pytest.mark.parametrize(
    "href", ["#part", "mailto:x@example.org", "/elsewhere/b", "ms-settings:x", "//["]
)
def test_what_leads_elsewhere_is_no_page_of_ours(read, href):
    found = read({"guides/a.md": page("A"), "guides/b.md": page("B")})
    assert found.source.targets("guides/a.md", href) == []


def test_the_former_host_shows_in_its_links(read):
    host = "https://help.example.com"
    links = "".join(f" [x]({host}/hc/en-us/articles/{10_000 + n}-s)" for n in range(4))
    files = {f"f/{n}.md": page("A", links, id=10_000 + n) for n in range(4)}
    found = read(files)
    assert found.source.hosts() == {"help.example.com"}
    other = page("A", " https://x.org/hc/en-us/articles/99999", id=55_555)
    assert read({**files, "g/a.md": other}, url="https://y.org").source.hosts() == {
        "help.example.com",
        "y.org",
    }


def test_the_language_is_the_folders_or_the_words(read):
    found = read(
        {
            "vi/a.md": page("A", ENGLISH),
            "en/a.md": page("A", ENGLISH),
            "b.md": page("B", VIETNAMESE),
            "c.md": page("C", ENGLISH),
            "d.en.md": page("D", VIETNAMESE),
            "e.md": page("E", "Ok", lang="en"),
        }
    )
    assert {ref: article.language for ref, article in found.articles.items()} == {
        "vi/a.md": "vi",
        "en/a.md": "en",
        "b.md": "vi",
        "c.md": "en",
        "d.en.md": "en",
        "e.md": "en",
    }
    assert found.articles["vi/a.md"].translation_of == "en/a.md"
    assert found.articles["en/a.md"].translation_of is None


def test_a_page_with_too_few_words_speaks_as_most_do(read):
    few = {"a.md": "# Ok", "b.md": page("B", VIETNAMESE), "c.md": page("C", VIETNAMESE)}
    assert read(few, language="en").articles["a.md"].language == "vi"


def test_a_fragment_leads_to_what_its_page_calls_the_place(read):
    found = read({"a.md": page("A", "## One {#first}\n\nx"), "b.md": page("B")})
    assert found.source.fragment("a.md", "first") == "one"
    assert found.source.fragment("a.md", "else") == "else"


def test_memory_does_not_grow_with_the_number_of_pages(tmp_path):
    kept = []
    for count in (20, 200, 2000):  # the first loads what is loaded once
        names = (f"{number // 50}/{number}-a-page-with-a-name" for number in range(count))
        root = write(tmp_path / str(count), {f"{name}.md": "# A" for name in names})
        tracemalloc.start()
        source = MarkdownFolder(root, Options(name="old"), Report())
        kept.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert source.count() == count
    assert kept[2] - kept[1] < 50_000  # bytes, for 1800 pages and 36 folders
