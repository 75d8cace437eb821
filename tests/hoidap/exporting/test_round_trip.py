"""A site goes out and comes back on an empty one: the same, to the byte and to the page."""

import filecmp
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from accounts.models import Identity, Role, User
from accounts.services import sessions
from core.db import db
from core.events import Delivery
from core.origins import Origin
from core.tags import Tag
from core.uploads import Upload
from forum.models import Category, Post, Thread
from hoidap.exporting import running, tables, writing
from hoidap.exporting.packing import NoPlace
from hoidap.importing import running as importing
from hoidap.importing.source import Options
from hoidap.importing.whole.running import bring_in
from kb import content
from kb.models import Article, Collection, Revision
from search.services import engine
from tests.conftest import new_client
from tests.hoidap.exporting.walking import compare, walk

LINES_THAT_MAY_DIFFER = {"exported_at"}


def differences(one: Path, other: Path) -> list[str]:
    """Files that are not the same byte for byte; of the manifest, lines but the date."""
    names = {p.relative_to(f).as_posix() for f in (one, other) for p in f.rglob("*") if p.is_file()}
    _same, differ, lacking = filecmp.cmpfiles(one, other, names, shallow=False)
    if "manifest.json" in differ:
        ours, theirs = (json.loads((f / "manifest.json").read_text()) for f in (one, other))
        if {name for name in ours if ours[name] != theirs[name]} <= LINES_THAT_MAY_DIFFER:
            differ.remove("manifest.json")
    return [*differ, *lacking]


def htmls() -> dict[tuple[str, int], str]:
    rows = [
        *(("post", *row) for row in db.session.execute(select(Post.id, Post.html))),
        *(("revision", *row) for row in db.session.execute(select(Revision.id, Revision.html))),
    ]
    return {(kind, id): html for kind, id, html in rows}


def test_nothing_of_the_full_site_is_empty(full_site):
    """Else the round trip below would promise less than it says."""
    for table in tables.in_order():
        assert db.session.execute(select(func.count()).select_from(table)).scalar_one(), table


def test_a_site_comes_back_the_same(full_site, exported, another_site, tmp_path):
    before = htmls()

    with another_site("b").app_context():
        report = bring_in(exported)
        running.export(tmp_path / "again")
        after = htmls()
        index = engine.check()

    assert differences(exported, tmp_path / "again") == []
    assert {key for key in before if after[key] != before[key]} <= {("revision", _by_hand(before))}
    assert before.keys() == after.keys()
    assert index.is_sound
    assert report.skipped == []
    assert report.constructs == {}


def _by_hand(html: dict[tuple[str, int], str]) -> int:
    """tests/factories.py renders without knowing where other files are; importing knows."""
    return next(id for (kind, id), text in html.items() if "other.md" in text)


def test_links_between_files_lead_to_pages_after_an_import(exported, another_site):
    with another_site("b").app_context():
        bring_in(exported)
        other = db.session.scalars(select(Article).where(Article.title == "The other")).one()
        linked = select(Revision.html).where(Revision.body.contains("other.md"))
        assert f'href="{other.url}#u-part"' in db.session.scalars(linked).one()


DESK = ("/desk/", "/forum/queue/", "/search/gaps/", "/kb/articles/needs-check", "/desk/settings/")


def test_every_page_is_where_it_was_and_says_the_same(full_site, exported, another_site):
    """A visitor's every page; the same addresses for staff, who see more, and their desk."""
    site = another_site("b")
    with site.app_context():
        bring_in(exported)
    kinds = (Article, Thread, User, Tag, Upload, Collection, Category)
    things = [thing for kind in kinds for thing in db.session.scalars(select(kind))]
    starts = ["/", "/t/1", "/search/?q=router", "/search/?q=mạng", *(thing.url for thing in things)]

    paths = walk(new_client(full_site), new_client(site), starts)

    assert len(paths) > 300
    staff = [_as_staff(app) for app in (full_site, site)]
    for path in [*paths, *DESK]:
        compare(*staff, path)


def _as_staff(app):
    with app.app_context():
        staff = select(User).where(User.role == Role.STAFF).order_by(User.id)
        person = db.session.scalars(staff).first()
        browser = new_client(app)
        browser.set_cookie(sessions.cookie_name(), sessions.begin(person))
        db.session.commit()
        return browser


def test_an_archive_is_the_same_as_a_folder(exported, another_site, tmp_path):
    with another_site("b").app_context():
        bring_in(exported)
        for ending in ("tar.gz", "zip"):
            running.export(tmp_path / f"b.{ending}")
    for ending in ("tar.gz", "zip"):
        with another_site(ending).app_context():
            bring_in(tmp_path / f"b.{ending}")
            running.export(tmp_path / f"{ending}-again")
        assert differences(exported, tmp_path / f"{ending}-again") == []


def test_the_content_folder_comes_back_in_step(full_site, exported, another_site):
    folder = Path(full_site.config["HOIDAP_CONTENT_PATH"])
    site = another_site("b")
    with site.app_context():
        bring_in(exported)
        there = Path(site.config["HOIDAP_CONTENT_PATH"])
        report = content.sync(there)

    assert (report.steps, report.problems) == ([], [])
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*.md")}
    assert {p.relative_to(there).as_posix() for p in there.rglob("*.md")} >= names
    assert filecmp.cmpfiles(folder, there, names, shallow=False)[1:] == ([], [])


def test_drafts_and_staff_articles_stand_there_as_files(exported):
    texts = [path.read_text() for path in (exported / "content").rglob("*.md")]
    for title in ("Draft", "For staff", "Old", "Soon"):
        assert any(f"title: {title}\n" in text for text in texts), title


def test_no_secret_goes_along(exported):
    written = "".join(path.read_text() for path in exported.rglob("*.jsonl"))
    for name in ("password_hash", "$argon2", "token_hash", "<p>New.</p>"):
        assert name not in written
    told = json.loads((exported / "manifest.json").read_text())["left_out"]
    assert {"session", "token", "user.password_hash", "secret-key", "delivery"} <= told.keys()


def test_who_was_erased_stays_erased(full_site, exported, another_site):
    site = another_site("b")
    with site.app_context():
        bring_in(exported)
        gone = db.session.scalars(select(User).where(User.erased_at.is_not(None))).one()
        assert db.session.scalar(select(Identity).where(Identity.user_id == gone.id)) is None
    assert new_client(site).get(gone.url).status_code == 410


def test_new_things_get_new_ids(exported, another_site, make):
    with another_site("b").app_context():
        bring_in(exported)
        highest = {
            table.name: db.session.scalar(select(func.max(table.c.id)))
            for table in tables.in_order()
            if "id" in table.c
        }
        assert make.post().id == highest["post"] + 2  # the question, then the reply
        assert make.user().id > highest["user"]


def test_news_under_way_are_counted_and_told_again(full_site, make, another_site, tmp_path):
    article = make.article(title="Just published")
    db.session.add(Delivery(event="article.published", subject_id=article.id, handler="x"))
    db.session.commit()

    told = running.export(tmp_path / "export")
    with another_site("b").app_context():
        bring_in(tmp_path / "export")
        news = {
            d.subject_id for d in db.session.scalars(select(Delivery)) if "write_file" in d.handler
        }

    assert told.notes == ["deliveries on their way to the worker, not exported (mails, notices): 1"]
    assert article.id in news


def test_a_missing_file_is_named_both_ways(full_site, another_site, tmp_path):
    key = db.session.scalars(select(Upload.key).where(Upload.key.endswith(".pdf"))).one()
    (Path(full_site.config["HOIDAP_INSTANCE_PATH"]) / "uploads" / key).unlink()

    told = running.export(tmp_path / "export")
    with another_site("b").app_context():
        report = bring_in(tmp_path / "export")

    assert told.notes == [f"uploads/{key} is not there"]
    assert report.skipped == [(f"uploads/{key}", "it is not in the export")]


def test_what_is_written_meanwhile_is_not_torn(full_site, make, tmp_path, monkeypatch):
    """The export reads one moment: a thread that came after the threads has no posts there."""
    before = db.session.scalar(select(func.count()).select_from(Thread))
    written = []

    def write_between(stage, _total, *, by=1):
        if not written:
            written.append(stage)
            with full_site.app_context():
                make.thread(title="Meanwhile")

    told = running.export(tmp_path / "export", write_between)

    assert told.counts["thread"] == before
    assert "Meanwhile" not in (tmp_path / "export/tables/thread.jsonl").read_text()


def test_nothing_is_overwritten(exported):
    with pytest.raises(NoPlace, match="There is something at"):
        running.export(exported)


def test_an_export_that_fails_leaves_nothing(full_site, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "LONGEST_LINE", 1_000)
    (tmp_path / ".b.tar.gz.unfinished").mkdir()  # of one that was killed
    with pytest.raises(writing.TooLong, match="row 1 of article has"):
        running.export(tmp_path / "b.tar.gz")
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_only_its_owner_may_read_it(full_site, tmp_path):
    running.export(tmp_path / "b.tar.gz")
    running.export(tmp_path / "b")
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.shared_data
def test_an_imported_forum_comes_back_with_where_it_came_from(
    app, shared_data, another_site, tmp_path
):
    source = shared_data / "forum" / "en-coffee.jsonl.gz"
    options = Options(name="coffee", language="en")
    importing.run("forum", source, options)
    running.export(tmp_path / "export")
    thread = db.session.scalars(select(Thread)).first()
    known = select(Origin.ref).where(Origin.kind == "thread", Origin.subject_id == thread.id)
    old = f"/t/{db.session.scalar(known)}"
    before = htmls()
    db.session.rollback()  # PostgreSQL ends who sleeps within a unit of work

    site = another_site("b")
    with site.app_context():
        bring_in(tmp_path / "export")
        running.export(tmp_path / "again")
        assert htmls() == before
        again = importing.run("forum", source, options).as_json()["counts"]
    moved = new_client(site).get(old)

    assert differences(tmp_path / "export", tmp_path / "again") == []
    assert (moved.status_code, moved.location) == (301, thread.url)
    assert {step for steps in again.values() for step in steps} == {"unchanged"}
