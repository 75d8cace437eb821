"""A folder of Markdown moves in: articles, shelves, pictures, links; also past a kill."""

import os
import random
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.audience import Audience
from core.db import db
from core.uploads import Upload
from hoidap.importing import running
from hoidap.importing.report import Report, Step
from hoidap.importing.source import Options
from kb.models import Article, ArticleStatus, Collection
from search.services import engine
from tests.hoidap.given_files import HTML, PDF
from tests.hoidap.importing import killing
from tests.hoidap.importing.folders import ENGLISH, VIETNAMESE, page, picture, write

KILLS = int(os.environ.get("HOIDAP_TEST_KILLS", "2"))


@pytest.fixture
def move_in(app, tmp_path):
    """`move_in({path: text}, …)` imports the folder of these files and returns the report."""
    engine.ensure()

    def _move_in(files: dict[str, str | bytes], **options: object) -> Report:
        dry_run = bool(options.pop("dry_run", False))
        root = write(tmp_path / "export", files)
        given = Options(**{"name": "old", "language": "en"} | options)
        db.session.commit()
        report = running.run("markdown", Path(root), given, dry_run=dry_run)
        db.session.expire_all()
        return report

    return _move_in


def article(title: str) -> Article:
    return db.session.query(Article).filter_by(title=title).one()


def text(title: str) -> str:
    return article(title).live_revision.body


SITE = {
    "docs/Guides & more/a.md": page("A", f"{ENGLISH} See [b](b.md#first), ![p](../img/p.png)."),
    "docs/Guides & more/b.md": page("B", f"## One {{#first}}\n\n{ENGLISH}\n\n[a](../a-gone.md)"),
    "docs/c.md": page(
        "C",
        f"[a](/docs/Guides%20&%20more/a) {ENGLISH}",
        aliases="[/old/c/]",
        date="2020-01-02",
        lastmod="2021-03-04",
    ),
    "docs/img/p.png": picture(),
}


def test_a_folder_becomes_articles_with_links_and_pictures(move_in, client):
    report = move_in(SITE)

    assert report.counts["article", Step.NEW] == 3
    assert text("A").endswith(
        f"See [b]({article('B').url}#u-one), ![p]({db.session.query(Upload).one().url})."
    )
    assert text("C").startswith(f"[a]({article('A').url})")
    assert report.dead_links == [("docs/Guides & more/b.md", "../a-gone.md")]
    assert article("A").collection.names == {"en": "Guides & more"}
    assert article("A").collection.slug == "guides-more"
    shown = client.get(article("A").url).text
    assert f'href="{article("B").url}#u-one"' in shown
    assert "<h1" in client.get(f"/kb/collections/{article('A').collection.slug}").text
    answer = client.get("/old/c")
    assert (answer.status_code, answer.location) == (301, article("C").url)


def test_files_that_pages_link_to_come_along(move_in, client):
    body = (
        f"{ENGLISH} [Manual](<files/Sổ tay.pdf> 'x'), [again][m], `[no](files/a.txt)`, "
        "[page](files/page.pdf), [out](../../secret.txt), [prices](../prices.csv?v=2)."
        "\n\n[m]: files/S%E1%BB%95%20tay.pdf"
    )
    files = {
        "docs/a.md": page("A", body),
        "docs/b.md": page("B", "[Prices](/prices.csv)"),
        "docs/files/Sổ tay.pdf": PDF,
        "docs/files/page.pdf": HTML,
        "docs/files/a.txt": "Not linked",
        "prices.csv": "a,b",
    }
    foreseen = move_in(files, dry_run=True)
    assert db.session.query(Upload).count() == 0
    report = move_in(files)

    kept = {upload.media_type: upload for upload in db.session.query(Upload)}
    assert kept.keys() == {"application/pdf", "text/csv"}
    manual, prices = kept["application/pdf"].url, kept["text/csv"].url
    assert f"[Manual]({manual}/Sổ-tay.pdf 'x')" in text("A")
    assert f"[m]: {manual}/Sổ-tay.pdf" in text("A")
    assert "`[no](files/a.txt)`" in text("A")
    assert f"[prices]({prices}/prices.csv)" in text("A")
    assert text("B") == f"[Prices]({prices}/prices.csv)"
    with client.get(f"{manual}/Sổ-tay.pdf") as answer:
        assert answer.data == PDF
    for told in (foreseen, report):
        assert told.counts["file", Step.NEW] == 2
        assert told.constructs["attachment refused: kind"].examples == ["docs/a.md"]
    assert {href for _, href in report.dead_links} == {"files/page.pdf", "../../secret.txt"}
    assert move_in(files).counts["article", Step.UNCHANGED] == 2
    assert db.session.query(Upload).count() == 2


def test_dates_are_kept_when_the_files_are_written(move_in):
    move_in(SITE)
    kept = article("C")
    assert (kept.created_at, kept.published_at, kept.updated_at) == (
        datetime(2020, 1, 2, tzinfo=UTC),
        datetime(2020, 1, 2, tzinfo=UTC),
        datetime(2021, 3, 4, tzinfo=UTC),
    )
    assert kept.file_path == "en/old/c.md"


def test_a_text_that_is_shown_as_typed_is_named(move_in):
    report = move_in({"a.md": page("A", "word " * 60_000), "b.md": page("B")})
    assert report.constructs["shown as typed, since it is too long or too knotty"].examples == [
        "a.md"
    ]


def test_a_repeated_import_doubles_nothing(move_in):
    move_in(SITE)
    before = killing.dump(db.engine)
    report = move_in(SITE)

    assert report.counts == {("article", Step.UNCHANGED): 3, ("collection", Step.UNCHANGED): 2}
    assert killing.dump(db.engine) == before


def test_an_archive_of_the_folder_is_the_same_import(move_in, tmp_path):
    move_in(SITE)
    with tarfile.open(tmp_path / "help.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "export", "help-main")
    report = running.run("markdown", tmp_path / "help.tar.gz", Options("old", language="en"))
    assert report.counts["article", Step.UNCHANGED] == 3
    assert report.total(Step.NEW, Step.CHANGED, Step.SKIPPED) == 0


def test_what_changed_there_changes_here(move_in):
    move_in(SITE)
    report = move_in(SITE | {"docs/c.md": page("C", f"New words. {ENGLISH}")})
    assert report.counts["article", Step.CHANGED] == 1
    assert text("C").startswith("New words.")


def test_a_dry_run_tells_and_writes_nothing(move_in):
    report = move_in(SITE, dry_run=True)
    assert report.counts["article", Step.NEW] == 3
    assert db.session.query(Article).count() == db.session.query(Upload).count() == 0


def test_links_by_number_lead_to_the_articles_and_old_addresses_too(move_in, client):
    old = "https://help.example.com/hc/en-us/articles"
    report = move_in(
        {
            f"f/{n}.md": page(
                f"T{n}", f"[next]({old}/{50_001 + n}-Slug#top) {ENGLISH}", id=50_000 + n
            )
            for n in range(5)
        }
    )
    assert text("T0").startswith(f"[next]({article('T1').url}#u-top)")
    assert report.dead_links == [("4.md", f"{old}/50005-Slug#top")]
    assert client.get("/hc/vi/articles/50003-x").location == article("T3").url


def test_translations_are_one_article_in_two_languages(move_in):
    move_in(
        {
            "en/start/_category_.json": '{"label": "Get started"}',
            "vi/start/_category_.json": '{"label": "Bắt đầu"}',
            "en/start/a.md": page("First", ENGLISH),
            "vi/start/a.md": page("Đầu tiên", f"[a](/en/start/a) [b](a.md) {VIETNAMESE}"),
        }
    )
    first, second = article("First"), article("Đầu tiên")
    assert first.translation_group == second.translation_group
    assert db.session.query(Collection).one().names == {"en": "Get started", "vi": "Bắt đầu"}
    assert text("Đầu tiên").startswith(f"[a]({first.url}) [b]({second.url})")


def test_nothing_becomes_wider_and_drafts_stay_drafts(move_in, client):
    move_in(
        {
            "f/a.md": page("A", ENGLISH, private="true"),
            "f/b.md": page("B", ENGLISH, draft="true"),
            "f/c.md": page("C", ENGLISH),
        },
        audience=Audience.CUSTOMERS,
    )
    assert article("A").audience is Audience.STAFF
    assert article("B").status is ArticleStatus.DRAFT
    assert article("C").audience is Audience.CUSTOMERS
    for title in "ABC":
        assert client.get(article(title).url).status_code == 404


def test_titles_of_many_pages_and_a_broken_one_stop_nothing(move_in, client):
    files = {f"f/page-{number}.md": page("Same", ENGLISH) for number in range(15)}
    report = move_in({**files, "f/broken.md": "---\na: b: c\n---\n", "f/v.bin": b"\0"})
    assert report.counts["article", Step.NEW] == 15
    assert len({each.url for each in db.session.query(Article)}) == 15
    assert report.skipped == [
        (
            "broken.md",
            "front matter that cannot be read: line 2, mapping values are not allowed here",
        )
    ]


@pytest.mark.sqlite
def test_an_import_killed_at_random_moments_ends_as_one_that_was_not(tmp_path, empty_database):
    """Twice in the suite; HOIDAP_TEST_KILLS=20 for as many as one likes."""
    export = killing.export(tmp_path / "export")
    whole = killing.Site(tmp_path / "whole", empty_database)
    seconds = whole.import_(export)
    broken = killing.Site(tmp_path / "broken", empty_database)

    moments = random.Random(2026)
    killed = 0
    for _ in range(KILLS):
        killed += broken.import_and_kill(export, after=moments.uniform(0, seconds))
        if KILLS > 2:  # each from an empty site, not one after the other
            broken.import_(export)
            assert broken.dump() == whole.dump()
            broken = killing.Site(tmp_path / f"broken-{moments.random()}", empty_database)
    broken.import_(export)

    assert killed
    for name, rows in whole.dump().items():
        assert broken.dump()[name] == rows, name
    assert len(broken.dump()["articles"]) == killing.PAGES
