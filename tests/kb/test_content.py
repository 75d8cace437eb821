"""The content folder both ways: nothing overwritten, nothing lost, mistakes pointed at."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from accounts.models import AuditEntry
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import Delivery, announce
from hoidap.paths import SHIPPED_CONTENT
from kb import content
from kb.content import disk, files, library, lock, syncing, taking_in, writing
from kb.content.syncing import FolderMissing, Step
from kb.models import Article, ArticleStatus, Collection, Revision, article_contributor
from kb.services import drafting, organizing, publishing, shelves, work_lists

PATH = "en/guides/returns.md"
TEXT = """---
key: abcdefghi1
title: Giving back
summary: How it goes.
tags: [returns, Đổi trả]
keywords: [refund]
audience: customers
status: published
featured: true
checked_on: 2026-11-01
review_days: 90
mood: {colour: blue, since: 2020-01-02}
---
Bring the product.
"""


@pytest.fixture
def folder(app) -> Path:
    path = app.config["HOIDAP_CONTENT_PATH"]
    path.mkdir(parents=True)
    return path


@pytest.fixture
def put(folder):
    def _put(path: str, text: str | bytes = TEXT) -> Path:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    return _put


def the_article() -> Article:
    db.session.expire_all()
    return db.session.scalars(select(Article)).one()


def steps(report) -> list[tuple[str, str]]:
    return [(str(step), path) for step, path in report.steps]


def edit(article, by, body):
    number = drafting.newest_revision(article).number
    drafting.save(
        article, title=article.title, summary="", body=body, note="", by=by, based_on=number
    )
    db.session.commit()


def test_a_file_becomes_an_article(folder, put, as_customer):
    put(
        "en/guides/_index.md", "---\nname: Guides\ndescription: All.\nposition: 3\nicon: map\n---\n"
    )
    put(PATH)
    assert steps(content.sync(folder)) == [("new", PATH)]
    article = the_article()
    assert (article.key, article.language, article.slug) == ("abcdefghi1", "en", "returns")
    assert (article.audience, article.status) == (Audience.CUSTOMERS, ArticleStatus.PUBLISHED)
    assert {tag.slug for tag in article.tags} == {"returns", "doi-tra"}
    assert (article.review_days, str(article.checked_on)) == (90, "2026-11-01")
    assert article.collection.names == {"en": "Guides"}
    assert (article.collection.icon, article.collection.position) == ("map", 3)
    assert "Bring the product." in as_customer.get(article.url).text
    assert content.sync(folder).steps == []


def test_a_second_run_changes_nothing_and_a_dry_run_neither(folder, put):
    put(PATH)
    assert steps(content.sync(folder, dry_run=True)) == [("new", PATH)]
    assert db.session.scalar(select(Article.id)) is None
    content.sync(folder)
    report = content.sync(folder)
    assert (report.steps, report.unchanged) == ([], 1)
    assert db.session.query(Revision).count() == 1


def test_a_changed_file_is_a_new_revision(folder, put, as_customer):
    put(PATH)
    content.sync(folder)
    put(PATH, TEXT.replace("Bring", "Carry").replace("Giving back", "Carrying back"))
    assert steps(content.sync(folder)) == [("changed", PATH)]
    article = the_article()
    assert (article.live_revision.number, article.title) == (2, "Carrying back")
    assert "Carry the product." in as_customer.get(article.url).text


def test_a_file_shows_an_article_to_more_people_only_in_so_many_words(folder, put, client):
    put(PATH)
    content.sync(folder)
    put(PATH, TEXT.replace("audience: customers\n", ""))  # without it a new file is for everybody
    for is_dry in (True, False):
        report = content.sync(folder, dry_run=is_dry)
        assert (report.steps, len(report.problems)) == ([], 1)
        assert "for customers so far" in report.problems[0].words
    assert the_article().audience is Audience.CUSTOMERS

    put(PATH, TEXT.replace("audience: customers", "audience: public"))
    assert steps(content.sync(folder, publish=True)) == [("changed", PATH)]
    assert client.get(the_article().url).status_code == 200
    noted = db.session.query(AuditEntry).filter_by(action="article.audience_changed").one()
    assert (noted.actor_id, noted.reason) == (None, f"customers → public: {PATH}")


def test_who_is_credited_is_who_the_file_names(folder, put, make):
    first, second = make.user(), make.user()
    for people in ([first.id], [second.id, 99_999], []):
        source = f"source: {{contributors: {people}}}\n"
        put(PATH, TEXT.replace("mood:", f"{source}mood:"))
        content.sync(folder)
        credited = db.session.scalars(select(article_contributor.c.user_id)).all()
        assert credited == [person for person in people if person != 99_999]


@pytest.mark.parametrize(
    ("checked_on", "is_settled"), [("2026-11-04", True), ("2026-11-03", False)]
)
def test_a_file_checked_after_its_source_changed_is_settled(folder, put, checked_on, is_settled):
    put(PATH)
    content.sync(folder)
    the_article().source_changed_at = datetime(2026, 11, 3, 10, tzinfo=UTC)
    db.session.commit()
    put(PATH, TEXT.replace("2026-11-01", checked_on))
    content.sync(folder)
    assert (the_article().source_changed_at is None) is is_settled


def test_a_draft_file_is_not_shown(folder, put, as_customer):
    put(PATH, TEXT.replace("status: published", "status: draft"))
    content.sync(folder)
    assert as_customer.get(the_article().url).status_code == 404


def test_publishing_writes_the_file_and_unknown_keys_survive(folder, put, make, work):
    put(PATH)
    content.sync(folder)
    work()
    assert (folder / PATH).read_text() == TEXT  # nobody edited it here: same bytes
    article, staff = the_article(), make.user(role="staff")
    edit(article, staff, "New words.")
    publishing.publish(article, by=staff)
    db.session.commit()
    work()
    file = files.parse_article(PATH, (folder / PATH).read_bytes())
    assert file.front.body == "New words.\n"
    assert str(file.front.extra["mood"]["since"]) == "2020-01-02"
    assert file.front.extra["mood"]["colour"] == "blue"
    assert file.digest == the_article().synced_hash
    assert content.sync(folder).steps == []
    assert not list(folder.rglob(".*"))  # nothing half-written stays


def test_a_draft_written_here_gets_its_file_when_published(folder, make, work):
    staff, shelf = make.user(role="staff"), make.collection(slug="guides")
    article = drafting.draft(
        title="Đổi trả hàng", body="Mang đến.", collection=shelf, language="vi", by=staff
    )
    db.session.commit()
    work()
    assert not list(folder.rglob("*.md"))
    publishing.publish(article, by=staff)
    db.session.commit()
    work()
    file = files.parse_article(
        "vi/guides/doi-tra-hang.md", (folder / "vi/guides/doi-tra-hang.md").read_bytes()
    )
    assert (file.key, file.front.title, file.front.owner) == (article.key, "Đổi trả hàng", staff.id)


def test_both_sides_changed_is_a_conflict_and_nothing_is_overwritten(folder, put, make, work):
    put(PATH)
    content.sync(folder)
    work()
    staff = make.user(role="staff")
    edit(the_article(), staff, "Ours.")
    theirs = TEXT.replace("Bring the product.", "Theirs.").replace(
        "featured: true", "featured: false"
    )
    put(PATH, theirs)
    assert steps(content.sync(folder)) == [("conflict", PATH)]
    article = the_article()
    assert article.live_revision.body == "Bring the product.\n"
    assert [r.body.strip() for r in db.session.query(Revision).order_by(Revision.number)] == [
        "Bring the product.", "Ours.", "Theirs.",
    ]  # fmt: skip
    assert [a.id for a in work_lists.conflicts().articles] == [article.id]
    assert "featured: False" in drafting.newest_revision(article).note
    work()
    assert (folder / PATH).read_text() == theirs
    assert content.sync(folder).steps == []  # told once
    drafting.restore(drafting.newest_revision(article), by=staff)
    publishing.publish(article, by=staff)
    db.session.commit()
    assert work_lists.conflicts().articles == []
    work()
    assert "Theirs." in (folder / PATH).read_text()


def test_a_file_changed_before_our_text_was_written_is_kept(folder, put, make, work):
    """Published here, and before the worker came by, the file was edited."""
    put(PATH)
    content.sync(folder)
    work()
    article, staff = the_article(), make.user(role="staff")
    edit(article, staff, "Ours.")
    publishing.publish(article, by=staff)
    db.session.commit()
    put(PATH, TEXT.replace("Bring the product.", "Theirs."))
    work()
    assert "Theirs." in (folder / PATH).read_text()
    newest = drafting.newest_revision(the_article())
    assert (newest.is_conflict, newest.body.strip()) == (True, "Theirs.")
    assert the_article().live_revision.body == "Ours."


def test_articles_are_written_in_one_go_though_a_file_was_changed(folder, put, make, work):
    put(PATH)
    content.sync(folder)
    work()
    changed, before = the_article(), make.article(title="Before")
    put(PATH, TEXT.replace("Bring the product.", "Theirs."))

    for article in (before, changed):
        writing.write_article(article, folder)
    db.session.commit()

    assert (folder / before.file_path).exists()
    assert drafting.newest_revision(changed).is_conflict


def test_a_file_taken_in_while_it_is_rendered_is_no_conflict(folder, put, work, while_rendering):
    put(PATH)
    content.sync(folder)
    work()
    theirs = put(PATH, TEXT.replace("Bring the product.", "Theirs."))
    digest = files.digest_of(theirs.read_bytes())

    def take_in():
        with db.engine.begin() as somebody:
            somebody.execute(update(Article).values(synced_hash=digest))

    while_rendering.append(take_in)
    announce("article.changed", the_article().id)
    work()
    assert not drafting.newest_revision(the_article()).is_conflict
    assert work_lists.conflicts().articles == []


def test_sync_before_the_worker_is_a_conflict_too(folder, put, make, work):
    put(PATH)
    content.sync(folder)
    work()
    article, staff = the_article(), make.user(role="staff")
    edit(article, staff, "Ours.")
    publishing.publish(article, by=staff)
    db.session.commit()
    put(PATH, TEXT.replace("Bring the product.", "Theirs."))
    assert steps(content.sync(folder)) == [("conflict", PATH)]
    assert the_article().live_revision.body == "Ours."


def test_a_deleted_file_archives_and_coming_back_restores(folder, put, client, work):
    put(PATH, TEXT.replace("customers", "public"))
    content.sync(folder)
    work()
    (folder / PATH).unlink()
    assert steps(content.sync(folder)) == [("archived", PATH)]
    assert the_article().status is ArticleStatus.ARCHIVED
    assert client.get(the_article().url).status_code == 404
    work()
    assert not (folder / PATH).exists()
    put(PATH, TEXT.replace("customers", "public"))
    content.sync(folder)
    assert client.get(the_article().url).status_code == 200


def test_a_moved_file_keeps_its_article(folder, put):
    put(PATH)
    content.sync(folder)
    number = the_article().id
    (folder / PATH).unlink()
    put("en/other/renamed.md")
    assert steps(content.sync(folder)) == [("moved", "en/other/renamed.md")]
    article = the_article()
    assert (article.id, article.slug, article.collection.slug) == (number, "renamed", "other")
    assert article.status is ArticleStatus.PUBLISHED


def test_two_files_may_swap_names(folder, put):
    put("en/guides/a.md")
    put("en/guides/b.md", TEXT.replace("abcdefghi1", "abcdefghi2"))
    content.sync(folder)
    put("en/guides/b.md")
    put("en/guides/a.md", TEXT.replace("abcdefghi1", "abcdefghi2"))
    content.sync(folder)
    db.session.expire_all()
    rows = {a.key: (a.slug, a.status) for a in db.session.scalars(select(Article))}
    live = ArticleStatus.PUBLISHED
    assert rows == {"abcdefghi1": ("b", live), "abcdefghi2": ("a", live)}


def test_another_key_at_the_same_place_is_another_article(folder, put):
    put(PATH)
    content.sync(folder)
    put(PATH, TEXT.replace("abcdefghi1", "abcdefghi2"))
    content.sync(folder)
    db.session.expire_all()
    rows = {a.key: a.status for a in db.session.scalars(select(Article))}
    assert rows == {
        "abcdefghi1": ArticleStatus.ARCHIVED,
        "abcdefghi2": ArticleStatus.PUBLISHED,
    }


def test_a_file_without_key_keeps_its_bytes_until_edited_here(folder, put, make, work):
    text = TEXT.replace("key: abcdefghi1\n", "")
    put(PATH, text)
    content.sync(folder)
    work()
    assert (folder / PATH).read_text() == text
    put(PATH, text.replace("Bring", "Carry"))
    assert steps(content.sync(folder)) == [("changed", PATH)]
    article, staff = the_article(), make.user(role="staff")
    edit(article, staff, "Edited here.")
    publishing.publish(article, by=staff)
    db.session.commit()
    work()
    assert f"key: {article.key}" in (folder / PATH).read_text()


def test_a_crash_after_the_rows_before_the_texts_is_healed(folder, put, monkeypatch, as_customer):
    put(PATH)
    put("en/guides/second.md", TEXT.replace("abcdefghi1", "abcdefghi2"))
    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "take_in", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            content.sync(folder)
    db.session.rollback()
    report = content.sync(folder)
    assert report.count(Step.NEW) == 2
    for article in db.session.scalars(select(Article)):
        assert as_customer.get(article.url).status_code == 200


def test_a_crash_between_rename_and_commit_is_healed(folder, make, work):
    staff = make.user(role="staff")
    article = make.article(title="Title")
    writing.write_article(article, folder)  # the file is there …
    db.session.rollback()  # … and the database does not know
    assert the_article().file_path is None
    report = content.sync(folder)
    assert (report.steps, report.problems) == ([], [])
    writing.write_article(the_article(), folder)
    db.session.commit()
    assert the_article().file_path is not None
    assert staff.id


def test_links_between_files_lead_to_pages_and_translations_join(folder, put, as_customer):
    put("en/guides/a.md", TEXT + "\nSee [that](../other/b.md#how) and [it](https://e.org/c.md).\n")
    put("en/other/b.md", TEXT.replace("abcdefghi1", "abcdefghi2").replace("Giving", "Taking"))
    vi = TEXT.replace("abcdefghi1", "abcdefghi3").replace("Giving back", "Trả lại")
    put("vi/guides/a.md", vi.replace("status:", "translation_of: abcdefghi1\nstatus:"))
    content.sync(folder)
    by_key = {a.key: a for a in db.session.scalars(select(Article))}
    html = by_key["abcdefghi1"].live_revision.html
    assert f'href="{by_key["abcdefghi2"].url}#u-how"' in html
    assert "https://e.org/c.md" in html
    assert by_key["abcdefghi3"].translation_group == "abcdefghi1"
    assert 'hreflang="vi"' in as_customer.get(by_key["abcdefghi1"].url).text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"---\ntitle: a\n---\nfirst\n\xff\xfe\n", 5, "UTF-8"),
        ("no front matter", 1, "front matter"),
        ("---\ntitle: a\ntitle: b\n---\n", 3, "twice"),
        ("---\ntitle: [a\n---\n", 3, "expected"),
        ("---\nkey: UPPER\ntitle: a\n---\n", 2, "10 characters"),
        ("---\nsummary: a\n---\n", 2, "`title` is missing"),
        ("---\ntitle: a\naudience: all\n---\n", 3, "one of"),
        ("---\ntitle: a\nreview_days: soon\n---\n", 3, "whole number"),
        ("---\ntitle: a\nchecked_on: yesterday\n---\n", 3, "is a day"),
        ("---\ntitle: a\ntags: one\n---\n", 3, "is a list"),
        ("---\na: &x [1]\ntitle: *x\n---\n", 3, "aliases"),
        ("---\ntitle: !!python/object:os.system a\n---\n", 2, "could not determine"),
        ("---\n- a\n---\n", 2, "name: value"),
        ("---\ntitle: " + "[" * 5000 + "\n---\n", 2, ""),
        ("---\ntitle: a\n---\n" + "x" * 200_001, 4, "longer than"),
        ("---\ntitle: a\n---\n\x00", 4, "NUL"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_and_the_rest_goes_on(app, folder, put, text, line, words):
    put("en/guides/bad.md", text)
    put(PATH)
    answer = app.test_cli_runner().invoke(args=["kb", "sync"])
    assert answer.exit_code == 1
    assert f"en/guides/bad.md:{line}: " in answer.output
    assert words in answer.output
    assert the_article().key == "abcdefghi1"
    assert app.test_cli_runner().invoke(args=["kb", "check"]).exit_code == 1


def test_a_file_that_breaks_later_archives_nothing(folder, put):
    put(PATH)
    content.sync(folder)
    put(PATH, b"\xff")
    report = content.sync(folder)
    assert (report.steps, len(report.problems)) == ([], 1)
    assert the_article().status is ArticleStatus.PUBLISHED


def test_two_files_with_one_key_the_one_at_home_keeps_it(folder, put):
    put(PATH)
    content.sync(folder)
    put("en/aaa/copy.md", TEXT.replace("Bring", "Copy"))
    report = content.sync(folder)
    assert [(p.path, p.line) for p in report.problems] == [("en/aaa/copy.md", 2)]
    assert the_article().file_path == PATH


def test_a_missing_folder_archives_nothing(app, folder, put):
    put(PATH)
    content.sync(folder)
    folder.rename(folder.with_name("away"))
    with pytest.raises(FolderMissing):
        content.sync(folder)
    assert app.test_cli_runner().invoke(args=["kb", "sync"]).exit_code == 1
    assert the_article().status is ArticleStatus.PUBLISHED


def test_one_sync_of_a_folder_at_a_time(app, folder, put):
    put(PATH)
    with lock.one_at_a_time():
        with pytest.raises(lock.FolderBusy):
            content.sync(folder)
        answer = app.test_cli_runner().invoke(args=["kb", "sync"])
    assert (answer.exit_code, "Another sync" in answer.output) == (1, True)
    assert steps(content.sync(folder)) == [("new", PATH)]


def test_what_the_worker_wrote_meanwhile_is_not_read_from_an_older_look(
    folder, put, make, work, monkeypatch
):
    put(PATH)
    content.sync(folder)
    work()
    put(PATH, TEXT.replace("Bring", "Carry"))
    staff = make.user(role="staff")

    def meanwhile(*args, **how):
        found = library.load(*args, **how)
        put(PATH, TEXT)
        edit(the_article(), staff, "Ours.")
        publishing.publish(the_article(), by=staff)
        db.session.commit()
        work()
        return found

    monkeypatch.setattr(syncing, "load", meanwhile)
    assert content.sync(folder).steps == []
    assert the_article().live_revision.body == "Ours."
    assert "Ours." in (folder / PATH).read_text()


def test_the_file_of_another_article_at_our_place_is_not_overwritten(folder, put, make, work):
    put(PATH)
    content.sync(folder)
    work()
    theirs = TEXT.replace("abcdefghi1", "abcdefghi2").replace("Bring", "Theirs:")
    put(PATH, theirs)
    edit(the_article(), staff := make.user(role="staff"), "Ours.")
    publishing.publish(the_article(), by=staff)
    db.session.commit()
    work()
    assert (folder / PATH).read_text() == theirs
    assert "Ours." in (folder / "en/guides/returns-abcdefghi1.md").read_text()


def test_a_file_moved_by_hand_is_followed_before_it_is_written(folder, put, make, work):
    put(PATH)
    content.sync(folder)
    work()
    (folder / PATH).rename(folder / "en/guides/moved.md")
    edit(the_article(), staff := make.user(role="staff"), "Ours.")
    publishing.publish(the_article(), by=staff)
    db.session.commit()
    work()
    assert list(tree(folder)) == ["en/guides/moved.md"]
    assert steps(content.sync(folder)) == [("moved", "en/guides/moved.md")]
    db.session.execute(update(Delivery).values(run_after=now()))
    work()
    assert "Ours." in tree(folder)["en/guides/moved.md"].decode()


def test_a_file_without_key_gets_it_when_it_is_moved_here(folder, put, make, work):
    """By its path alone it would be another article's after a crash."""
    put(PATH, text := TEXT.replace("key: abcdefghi1\n", ""))
    content.sync(folder)
    work()
    article = the_article()
    organizing.organize(
        article, collection=make.collection(slug="other"), products=[], tags=["Returns", "Đổi trả"],
        keywords=["refund"], is_featured=True, position=0, owner_id=None, review_days=90,
        kind=article.kind, effective_on=None, by=make.user(role="staff"),
    )  # fmt: skip
    db.session.commit()
    work()
    keyed = text.replace("---\n", f"---\nkey: {article.key}\n", 1).encode()
    assert tree(folder)["en/other/returns.md"] == keyed
    assert PATH not in tree(folder)


def test_what_a_killed_process_left_beside_is_swept(folder, put):
    put("en/guides/.hoidap-1.new", "half a fi")
    put(PATH)
    content.sync(folder)
    assert list(folder.rglob(".*")) == []


def test_a_draft_saved_after_it_was_taken_back_reaches_its_file(folder, put, make, work):
    target, staff = put(PATH), make.user(role="staff")
    content.sync(folder)
    article = the_article()
    publishing.unpublish(article, by=staff)
    db.session.commit()
    work()
    before = drafting.newest_revision(article)
    drafting.save(
        article, title=before.title, summary="", body="Send it.", note="", by=staff,
        based_on=before.number,
    )  # fmt: skip
    db.session.commit()
    work()
    assert target.read_text().endswith("---\nSend it.\n")
    drafting.restore(before, by=staff)
    db.session.commit()
    work()
    assert target.read_text().endswith("---\nBring the product.\n")
    assert content.sync(folder).steps == []


def test_a_draft_saved_on_top_of_a_conflict_lets_the_file_say_what_readers_see(
    folder, put, make, work
):
    target, staff = put(PATH), make.user(role="staff")
    content.sync(folder)
    work()
    article = the_article()
    for body in ("Our draft.", "Our next draft."):
        newest = drafting.newest_revision(article)
        drafting.save(
            article, title=newest.title, summary="", body=body, note="", by=staff,
            based_on=newest.number,
        )  # fmt: skip
        db.session.commit()
        work()
        if body == "Our draft.":
            put(PATH, TEXT.replace("Bring", "Send"))
            assert content.sync(folder).steps == [(Step.CONFLICT, PATH)]
            assert "Send the product." in target.read_text()
    assert target.read_text() == TEXT


def test_check_names_dead_links_first_headings_and_missing_indexes(app, folder, put):
    put(PATH, TEXT + "\n[gone](gone.md)\n\n# Title\n\n```\n# a comment\n```\n")
    found = {(p.line, p.words.split(":")[0]) for p in content.check(folder)}
    assert found == {
        (1, "its collection has no en/guides/_index.md"),
        (16, "the link gone.md leads to no file"),
        (18, "the title is the first heading"),
    }


def test_text_is_kept_in_nfc(folder, put):
    put(PATH, TEXT.replace("Giving back", "Đổi trả"))
    content.sync(folder)
    assert the_article().title == "Đổi trả"


def test_windows_line_ends_and_bom_are_read(folder, put):
    put(PATH, b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert steps(content.sync(folder)) == [("new", PATH)]


def test_a_collection_renamed_here_gets_its_index_files(folder, make, work):
    staff = make.user(role="staff")
    shelf = shelves.add({"vi": "Hướng dẫn", "en": "Guides"}, {}, by=staff)
    db.session.commit()
    work()
    index = folder / "en" / shelf.slug / "_index.md"
    assert "name: Guides" in index.read_text()
    index.write_text(index.read_text().replace("---\nname", "---\nours: kept\nname"))
    shelves.change(shelf, {"vi": "Hướng dẫn", "en": "How to"}, {}, icon="map", position=2, by=staff)
    db.session.commit()
    content.sync(folder)  # before the worker: what was typed here stands
    assert db.session.scalars(select(Collection)).one().names["en"] == "How to"
    work()
    assert "name: How to" in index.read_text()
    assert "ours: kept" in index.read_text()


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.md")}


def test_the_shipped_articles_are_good_and_go_out_as_they_came(app, tmp_path, work):
    assert content.check(SHIPPED_CONTENT) == []
    folder = app.config["HOIDAP_CONTENT_PATH"]
    for path, data in tree(SHIPPED_CONTENT).items():
        disk.write(folder / path, data)
    report = content.sync(folder)
    assert report.problems == []
    assert report.count(Step.NEW) == len([p for p in tree(folder) if "_index" not in p]) > 0
    work()
    assert tree(folder) == tree(SHIPPED_CONTENT)
    target = tmp_path / "export"
    answer = app.test_cli_runner().invoke(args=["kb", "export", str(target)])
    assert answer.exit_code == 0
    assert tree(target) == tree(SHIPPED_CONTENT)
    assert re.search(r"\d+ files written", answer.output)
