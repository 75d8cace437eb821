"""An export that is damaged, or made to do harm, is refused by file and line; nothing comes."""

import json
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from accounts.models import Setting, User
from core.db import db
from forum.models import Post
from hoidap.exporting.writing import sum_line
from hoidap.importing.source import BadExport
from hoidap.importing.whole.moving import inhabitants
from hoidap.importing.whole.running import bring_in
from tests.hoidap.given_files import HTML


def seal(export: Path) -> None:
    """Make sums and manifest agree with the files: whoever means harm would do so too."""
    lines = [
        sum_line(sha256(path.read_bytes()).hexdigest(), path.relative_to(export).as_posix())
        for place in ("tables", "content", "uploads")
        for path in sorted((export / place).rglob("*"))
        if path.is_file()
    ]
    write_sums(export, lines)


def write_sums(export: Path, lines: list[bytes]) -> None:
    (export / "SHA256SUMS").write_bytes(b"".join(lines))
    told = json.loads((export / "manifest.json").read_text())
    told["files"] = len(lines)
    told["sums"] = sha256(b"".join(lines)).hexdigest()
    tables = (export / "tables").iterdir()
    told["counts"] = {path.stem: path.read_bytes().count(b"\n") for path in tables}
    (export / "manifest.json").write_text(json.dumps(told))


def change(export: Path, table: str, line: int, **values) -> None:
    """Other values in one row, with everything sealed anew."""

    def changed(row):
        return row | values

    rewrite(export, table, lambda rows: [*rows[: line - 1], changed(rows[line - 1]), *rows[line:]])


def rewrite(export: Path, table: str, how: Callable[[list[dict]], list[dict]]) -> None:
    changed = "".join(json.dumps(row) + "\n" for row in how(rows(export, table)))
    (export / "tables" / f"{table}.jsonl").write_text(changed)
    seal(export)


def rows(export: Path, table: str) -> list[dict]:
    lines = (export / "tables" / f"{table}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def refused(app, exported, tmp_path):
    """`refused("tables/…:7: …")`: the import says all this, and leaves nothing behind."""

    def _refused(*words: str, path: Path = exported) -> None:
        with pytest.raises(BadExport) as problem:
            bring_in(path)
        assert [each for each in words if each not in str(problem.value)] == []
        assert inhabitants(db.session.connection()) == {}
        left = {item.name for item in tmp_path.iterdir()} - {"export", "outside"}
        assert left <= {"hoidap.db", "hoidap.db-wal", "hoidap.db-shm", "import.lock"}

    return _refused


def test_a_line_cut_off(exported, refused):
    path = exported / "tables" / "post.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    seal(exported)
    count = path.read_bytes().count(b"\n")
    refused(f"tables/post.jsonl:{count + 1}: the line is cut off")


def test_lines_that_are_gone(exported, refused):
    path = exported / "tables" / "post.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-3]))
    refused("tables/post.jsonl was changed or damaged")


def test_one_letter_that_is_another(exported, refused):
    path = exported / "tables" / "user.jsonl"
    path.write_text(path.read_text().replace('"role":"customer"', '"role":"admin"', 1))
    refused("tables/user.jsonl was changed or damaged")


def test_an_article_that_is_another(exported, refused):
    path = next((exported / "content").rglob("[a-z]*.md"))
    path.write_text(path.read_text() + "More.\n")
    refused(f"{path.relative_to(exported).as_posix()} was changed or damaged")


@pytest.mark.parametrize("place", ["tables/vote.jsonl", "uploads", "content", "SHA256SUMS"])
def test_a_file_that_is_missing(exported, refused, place):
    path = exported / place
    path = next(p for p in sorted(path.rglob("*")) if p.is_file()) if path.is_dir() else path
    path.unlink()
    refused(f"{path.relative_to(exported).as_posix()} is missing")


def test_a_list_of_sums_that_is_another(exported, refused):
    path = exported / "SHA256SUMS"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    refused("SHA256SUMS is not the list")


def test_rows_that_the_manifest_does_not_count(exported, refused):
    told = json.loads((exported / "manifest.json").read_text())
    told["counts"]["vote"] += 1
    (exported / "manifest.json").write_text(json.dumps(told))
    refused("tables/vote.jsonl has")


def test_a_line_without_end(exported, refused, monkeypatch):
    monkeypatch.setattr("hoidap.importing.whole.sealed.LONGEST_LINE", 5_000)
    change(exported, "post", 3, body="x" * 6_000)
    refused("tables/post.jsonl:3: longer than 5,000 bytes")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{]\n", "no JSON"),
        (b"[1]\n", "not an object"),
        (b"[" * 100_000 + b"\n", "no JSON"),
        (b'{"id": NaN}\n', "NaN is no number"),
        (b'{"id": 1' + b"0" * 5_000 + b"}\n", "no JSON"),
        (b"\xff\n", "no JSON"),
        (b"\n", "no JSON"),
    ],
)
def test_a_line_that_is_no_row(exported, refused, line, words):
    path = exported / "tables" / "tag.jsonl"
    rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*rows[:4], line, *rows[4:]]))
    seal(exported)
    refused("tables/tag.jsonl:5: ")


@pytest.mark.parametrize(
    ("table", "values", "words"),
    [
        ("user", {"role": "owner"}, "role is none of customer, moderator"),
        ("user", {"role": ["admin"]}, "role is none of"),
        ("user", {"name": 7}, "name is no text"),
        ("user", {"name": None}, "name is missing"),
        ("user", {"name": "a\0b"}, "name holds a character"),
        ("user", {"name": "\ud800"}, "name holds a character"),
        ("user", {"name": "x" * 100_001}, "name is longer than 100,000"),
        ("user", {"trust_level": "3"}, "trust_level is no whole number"),
        ("user", {"trust_level": True}, "trust_level is no whole number"),
        ("user", {"trust_level": 2**31}, "trust_level is no whole number"),
        ("user", {"created_at": "yesterday"}, "created_at is no moment"),
        ("user", {"created_at": "2026-01-02T03:04:05"}, "created_at is no moment"),
        ("user", {"created_at": 5}, "created_at is no moment"),
        ("user", {"id": 0}, "id is no id"),
        ("user", {"id": 1}, "ids must rise"),
        ("thread", {"promised_on": "2026-02-30"}, "promised_on is no day"),
        ("thread", {"is_private": 0}, "is_private is no bool"),
        ("thread", {"fields": "x"}, "fields is no dict"),
        ("article", {"keywords": {"a": 1}}, "keywords is no list"),
        ("category", {"names": {"vi": 1}}, "names is no texts"),
        ("thread", {"author_id": 9_999}, "author_id leads to a user that is not there"),
        ("thread", {"accepted_post_id": 9_999}, "accepted_post_id leads to a post that is not"),
        ("article", {"key": "vtl0000000"}, None),
        ("collection", {"slug": "../../etc"}, "slug leads out"),
        ("article", {"slug": "../x"}, "slug leads out"),
        ("article", {"slug": "a/b"}, "slug is no name of one file"),
        ("article", {"language": ".."}, "language leads out"),
        ("article", {"file_path": "/etc/passwd"}, "file_path leads out"),
        ("article", {"file_path": "vi/../../x.md"}, "file_path leads out"),
        ("upload", {"key": "../secret-key"}, "key is no name of an upload"),
        ("upload", {"media_type": "text/html"}, "media_type is no kind of file"),
        ("upload", {"media_type": "image/jpeg"}, None),
        ("notification", {"url": "https://example.com/"}, "url leads to another site"),
        ("notification", {"url": "javascript:alert(1)"}, "url leads to another site"),
    ],
)
def test_a_value_that_is_not_what_it_should_be(exported, refused, table, values, words):
    path = exported / "tables" / f"{table}.jsonl"
    line = min(2, path.read_bytes().count(b"\n"))
    if words is None:  # what only the whole shows
        line, values, words = _by_the_whole(table, path)
    change(exported, table, line, **values)
    where = [] if table == "upload" and "media_type" in values else [f"{path.name}:{line}: "]
    refused(words, *where)


def _by_the_whole(table: str, path: Path) -> tuple[int, dict, str]:
    if table == "upload":
        return 1, {"media_type": "image/jpeg"}, "is no image/jpeg"
    first = json.loads(path.read_text().splitlines()[0])
    return 2, {"key": first["key"]}, "UNIQUE constraint failed: article.key"


def test_a_page_called_a_pdf(exported, refused):
    """What a person could not give does not come in with an export either."""
    (file,) = (exported / "uploads").glob("*.pdf")
    file.write_bytes(HTML)
    seal(exported)
    refused(f"uploads/{file.name} is no application/pdf")


def test_a_pdf_called_a_page(exported, refused):
    (file,) = (exported / "uploads").glob("*.pdf")
    file.rename(file.with_suffix(".html"))
    change(exported, "upload", 2, key=f"{file.stem}.html")
    refused(f"uploads/{file.stem}.html is no application/pdf")


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "uploads/../../outside", "uploads"])
def test_a_path_that_leads_out(exported, refused, path):
    lines = (exported / "SHA256SUMS").read_bytes().splitlines(keepends=True)
    write_sums(exported, [sum_line("0" * 64, path), *lines])
    refused("SHA256SUMS:1: the path leads out")


def test_a_link_that_leads_out(exported, refused, tmp_path):
    picture = next((exported / "uploads").iterdir())
    (tmp_path / "outside").write_bytes(picture.read_bytes())
    picture.unlink()
    picture.symlink_to(tmp_path / "outside")
    refused(f"uploads/{picture.name} leads out of the export")


def test_a_file_too_large(exported, refused, monkeypatch):
    monkeypatch.setattr("hoidap.importing.whole.sealed.LARGEST_FILE", 1_000)
    refused("is larger than")


def test_a_table_is_as_large_as_it_is(app, exported, monkeypatch):
    """It is read a line at a time: a forum's posts are more than a file may hold."""
    posts = (exported / "tables" / "post.jsonl").stat().st_size
    others = [file.stat().st_size for file in exported.rglob("*") if file.suffix != ".jsonl"]
    monkeypatch.setattr("hoidap.importing.whole.sealed.LARGEST_FILE", max(others))
    assert posts > max(others)
    bring_in(exported)


def test_a_newer_export(exported, refused):
    told = json.loads((exported / "manifest.json").read_text())
    for values in ({"format": 2}, {"revision": "ffffffffffff"}):
        (exported / "manifest.json").write_text(json.dumps(told | values | {"version": "9.9"}))
        refused("made by Hoidap 9.9, which is newer")


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", "[" * 100_000, '{"format": "1"}', "x" * 2_000_000]
)
def test_a_manifest_that_is_none(exported, refused, manifest):
    (exported / "manifest.json").write_text(manifest)
    refused("manifest.json")


def test_no_export_at_all(app, refused, tmp_path):
    (tmp_path / "outside").mkdir()
    refused("There is no export of Hoidap here", path=tmp_path / "outside")
    refused("There is nothing at", path=tmp_path / "nowhere")


def test_an_archive_cut_off(exported, refused, tmp_path):
    archive = tmp_path / "outside"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(exported, "export")
    archive.write_bytes(archive.read_bytes()[:-2_000])
    refused("The archive cannot be unpacked", path=archive)


def test_html_is_never_taken(app, exported):
    rewrite(exported, "post", lambda rows: [row | {"html": "<script>"} for row in rows])
    rewrite(exported, "user", lambda rows: [row | {"password_hash": "$argon2"} for row in rows])

    report = bring_in(exported)

    assert not [post for post in db.session.scalars(select(Post)) if "<script>" in post.html]
    assert not [user for user in db.session.scalars(select(User)) if user.password_hash]
    assert set(report.constructs) == {
        "column that is not taken: post.html",
        "column that is not taken: user.password_hash",
    }


def test_an_older_export_comes_with_what_it_has(app, exported):
    """Of a version before votes could be brought along, that had a column we dropped since."""
    told = json.loads((exported / "manifest.json").read_text())
    (exported / "manifest.json").write_text(json.dumps(told | {"revision": "1dbf38b17753"}))

    def older(rows):
        return [
            {n: v for n, v in row.items() if n != "former_votes"} | {"mood": "good"} for row in rows
        ]

    (exported / "tables" / "origin.jsonl").unlink()  # neither this table …
    (exported / "tables" / "badge.jsonl").write_text('{"id": 1}\n')  # … but this one
    rewrite(exported, "post", older)

    report = bring_in(exported)

    assert {post.former_votes for post in db.session.scalars(select(Post))} == {0}
    assert set(report.constructs) == {
        "column that is not taken: post.mood",
        "column that was not there yet: post.former_votes",
        "table that is not taken: badge",
    }


def test_a_setting_that_is_none_any_more_is_left_out(app, exported):
    more = [
        {"name": "colour_of_the_moon", "value": {"value": 1}},
        {"name": "timezone", "value": {"value": "Moon/Far_Side"}},
        {"name": "held_words", "value": {"value": [1]}},
        {"name": "notice", "value": {}},
    ]
    when = {"created_at": "2026-01-02T03:04:05+00:00", "updated_at": None}
    rewrite(exported, "setting", lambda rows: [*rows, *(row | when for row in more)])

    report = bring_in(exported)

    names = set(db.session.scalars(select(Setting.name)))
    assert names.isdisjoint(row["name"] for row in more)
    assert "site_name" in names
    assert len(report.skipped) == 4


def test_a_site_where_people_live_is_refused(app, exported, make):
    make.user()
    with pytest.raises(BadExport, match=r"not empty \(1 in user, 1 in identity\)"):
        bring_in(exported)


def test_who_joins_at_the_last_moment_is_not_written_over(app, exported, make):
    def join_late(stage, _total, *, by=1):
        if stage == "placing" and not inhabitants(db.session.connection()):
            make.user()
        db.session.rollback()

    with pytest.raises(BadExport, match="not empty"):
        bring_in(exported, tick=join_late)

    assert inhabitants(db.session.connection()) == {"user": 1, "identity": 1}


def test_a_content_folder_that_says_something_else_is_refused(app, exported):
    path = next(row["file_path"] for row in rows(exported, "article") if row["file_path"])
    there = app.config["HOIDAP_CONTENT_PATH"] / path
    there.parent.mkdir(parents=True)
    there.write_text("Somebody's own words.")

    with pytest.raises(BadExport, match="says something else"):
        bring_in(exported)

    assert there.read_text() == "Somebody's own words."
    assert inhabitants(db.session.connection()) == {}


def test_a_dry_run_looks_at_everything_and_leaves_nothing(app, exported, tmp_path):
    report = bring_in(exported, dry_run=True)
    assert report.as_json()["counts"]["post"] == {"new": _lines(exported, "post")}
    assert inhabitants(db.session.connection()) == {}
    assert not (tmp_path / "content").exists()
    assert not (tmp_path / "import-spool").exists()

    change(exported, "post", 2, thread_id=9_999)
    with pytest.raises(BadExport, match="thread_id leads to a thread"):
        bring_in(exported, dry_run=True)


def _lines(export: Path, table: str) -> int:
    return (export / "tables" / f"{table}.jsonl").read_bytes().count(b"\n")
