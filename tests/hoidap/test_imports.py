import gzip
import io
import json
import os
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import undefer

from accounts.models import AuditEntry
from core.clock import now
from core.db import db, reading
from core.events import Delivery
from forum.models import Category, Post, Thread
from hoidap import handlers
from hoidap.forms.imports import FORMAT_NAMES
from hoidap.importing import children, lock, storing
from hoidap.importing.sources import FORMATS
from hoidap.models import ImportRun, ImportState
from search.services import engine

PATH = "/desk/settings/import"
CHOICES = {
    "format": "forum",
    "language": "en",
    "url": "https://old.example.com",
    "audience": "public",
    "status": "draft",
    "name": "old forum",
}


def line(number, *bodies, **more):
    posts = [
        {"id": number * 100 + n, "author": f"an{n}", "created": "2020-03-04T05:06:07Z", "body": b}
        for n, b in enumerate(bodies or ("Words.", "More words."))
    ]
    return json.dumps({"id": number, "title": f"Topic {number}", "posts": posts} | more)


def lines(count):
    return "\n".join(line(number) for number in range(count)).encode()


def upload(browser, content, name="old forum.jsonl", **choices):
    data = CHOICES | choices | {"export": (io.BytesIO(content), name)}
    return browser.post(PATH, data=data)


def left_on_disk(app) -> list[Path]:
    folder = Path(app.config["HOIDAP_INSTANCE_PATH"]) / "imports"
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def newest() -> ImportRun:
    """The import that was asked for last, as it stands now; the child is not held up."""
    with reading():
        db.session.rollback()
        found = db.session.query(ImportRun).order_by(ImportRun.id.desc())
        run = found.options(undefer("*")).populate_existing().first()
        db.session.expunge(run)
        db.session.rollback()
    return run


@pytest.fixture
def ended(work):
    """`ended()` lets the worker and its child do their work; returns the newest import then."""
    engine.ensure()

    def _ended() -> ImportRun:
        work()
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            run = newest()
            if not run.is_under_way and lock.is_free():
                return run
            time.sleep(0.2)
        raise AssertionError("the child did not end")

    yield _ended
    children.end_all()


def test_an_export_is_looked_through_and_then_brought_in(app, as_admin, ended):
    answer = upload(as_admin, lines(30) + b"\n{torn")
    assert answer.status_code == 303
    assert "looked through" in as_admin.get(answer.location).text

    run = ended()
    assert run.state is ImportState.CHECKED
    assert db.session.query(Thread).count() == 0
    page = as_admin.get(run.url).text
    assert "This is what would come" in page
    assert "Topic 3" in page
    assert "export.jsonl:31" in page

    assert as_admin.post(f"{run.url}/begin").status_code == 303
    run = ended()
    assert run.state is ImportState.DONE
    assert db.session.query(Thread).count() == 30
    assert db.session.query(Post).count() == 60
    page = as_admin.get(run.url).text
    assert "The import is done" in page
    assert "export.jsonl:31" in page
    assert left_on_disk(app) == []
    assert "Topic 7" in as_admin.get("/search/?q=Topic+7").text
    entries = db.session.query(AuditEntry).filter_by(subject=f"import:{run.id}")
    deeds = [entry.action for entry in entries.order_by(AuditEntry.id)]
    assert deeds == ["import.asked", "import.started", "import.finished"]
    assert db.session.query(Delivery).count() == 0


@pytest.mark.parametrize(
    ("content", "name", "more", "says"),
    [
        (None, "", {}, "Choose the file first"),
        (b"", "export.jsonl", {}, "The file is empty"),
        (b"words", "export.docx", {}, "We take zip"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "export.zip", {}, "image/png"),
        (b"{}", "export.jsonl", {"url": "old.example.com"}, "begins with https://"),
        (b"{}", "export.jsonl", {"format": "lotus-notes"}, "Not a valid choice"),
        (b"{}", "export.jsonl", {"audience": "everybody-and-more"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_choices_stay(
    app, as_admin, content, name, more, says
):
    if content is None:
        answer = as_admin.post(PATH, data=CHOICES)
    else:
        answer = upload(as_admin, content, name, **more)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="old forum"' in answer.text
    assert 'checked id="status-1"' in answer.text or 'id="status-1" name="status"' in answer.text
    assert left_on_disk(app) == []
    assert db.session.query(ImportRun).count() == 0


def test_too_large_a_file_is_refused_and_the_choices_stay(app, as_admin):
    app.config["HOIDAP_IMPORT_MAX_BYTES"] = 1_000
    answer = upload(as_admin, b"x" * 1_001)
    assert answer.status_code == 413
    assert "larger than what we take" in answer.text
    assert 'value="old forum"' in answer.text
    assert left_on_disk(app) == []


def send_head(browser, size):
    """A request that says it is `size` bytes long; whoever refuses it needs not read it."""
    head = b'--x\r\nContent-Disposition: form-data; name="export"; filename="a.zip"\r\n\r\nPK'
    return browser.post(
        PATH, input_stream=io.BytesIO(head), content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(size)},
    )  # fmt: skip


def test_what_is_far_too_large_is_not_even_read(app, as_admin):
    answer = send_head(as_admin, 3 * 1024**3)
    assert answer.status_code == 413
    assert "larger than what we take" in answer.text
    assert left_on_disk(app) == []


def test_nobody_else_may_send_so_much(app, as_staff, client):
    assert send_head(as_staff, 7 * 1024**2).status_code == 403
    assert upload(as_staff, lines(1)).status_code == 403
    assert upload(client, lines(1)).status_code == 302
    assert left_on_disk(app) == []


def test_a_torn_upload_leaves_nothing(app, as_admin):
    assert send_head(as_admin, 5_000).status_code == 400
    assert left_on_disk(app) == []


def test_the_senders_name_for_the_file_is_only_shown(app, as_admin):
    name = "../../\u202egnp.<b>x\x7f" + "n" * 300 + ".jsonl"
    answer = upload(as_admin, lines(1), name)
    assert [path.name for path in left_on_disk(app)] == ["export.jsonl"]
    page = as_admin.get(answer.location).text
    assert "../../gnp.&lt;b&gt;xnnn" in page
    assert len(newest().file_name) == 120


def test_uploads_are_counted(app, as_admin):
    app.config["HOIDAP_RATE_LIMIT_FACTOR"] = 0.05
    assert upload(as_admin, b"").status_code == 422
    answer = upload(as_admin, b"")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"PK\x03\x04torn", "export.zip", "it is damaged, or no archive"),
        (gzip.compress(lines(3))[:-20], "export.jsonl.gz", "The archive cannot be unpacked"),
    ],
)
def test_a_file_that_is_no_such_export_is_said_so(app, as_admin, ended, content, name, says):
    upload(as_admin, content, name)
    run = ended()
    assert run.state is ImportState.FAILED
    page = as_admin.get(run.url).text
    assert says in page
    assert "Nothing was changed" in page
    again = as_admin.get(f"{PATH}?like={run.id}").text
    assert 'value="old forum"' in again
    assert 'value="https://old.example.com"' in again

    assert as_admin.post(f"{run.url}/delete-file").status_code == 303
    assert left_on_disk(app) == []


def test_an_archive_is_unpacked_beside_its_upload(app, as_admin, ended):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("forum/one.jsonl", lines(3))
        archive.writestr("../../outside.jsonl", lines(3))
    upload(as_admin, packed.getvalue(), "old.zip")
    run = ended()
    assert run.found["counts"]["thread"]["new"] == 3
    assert "its path leads out of the archive" in as_admin.get(run.url).text
    assert [path.name for path in left_on_disk(app)] == ["export.zip"]


def test_one_import_at_a_time(as_admin, make):
    busy = make.import_run()
    answer = upload(as_admin, lines(2))
    assert answer.status_code == 409
    assert "Another import is under way" in answer.text
    assert 'value="old forum"' in answer.text

    waiting = make.import_run(checked_at=now(), file_key="a")
    as_admin.post(f"{waiting.url}/begin")
    assert newest().confirmed_at is None
    page = as_admin.get(PATH).text
    assert busy.url in page
    assert "Upload and look through" not in page


def test_an_import_on_the_command_line_is_waited_for(as_admin, work, make):
    """The child ends without a word; the schedule begins again once the other is through."""
    make.import_run(file_key="none")
    with lock.one_at_a_time():
        handlers.keep_imports_going()
        assert children._children == []
        assert newest().begun_at is None


@pytest.mark.parametrize("state", ["waiting", "checked"])
def test_cancelled_before_it_began(app, as_admin, make, state, ended):
    upload(as_admin, lines(3))
    run = ended() if state == "checked" else db.session.query(ImportRun).one()
    assert as_admin.post(f"{run.url}/cancel").status_code == 303
    ended()
    handlers.remove_done_uploads()
    db.session.commit()

    assert newest().state is ImportState.CANCELLED
    assert left_on_disk(app) == []
    assert db.session.query(Thread).count() == 0
    assert "Nothing was changed" in as_admin.get(run.url).text
    as_admin.post(f"{run.url}/begin")
    assert newest().confirmed_at is None


def test_a_cancelled_import_puts_in_order_what_came(app, as_admin, ended):
    upload(as_admin, lines(300))
    run = ended()
    as_admin.post(f"{run.url}/begin")
    as_admin.post(f"{run.url}/cancel")
    assert "put in order" in as_admin.get(run.url).text

    run = ended()
    assert run.state is ImportState.CANCELLED
    assert run.finished_at is not None
    assert db.session.query(Thread).count() < 300
    assert left_on_disk(app) == []
    assert "What came by then stays" in as_admin.get(run.url).text


def _begun_child():
    deadline = time.monotonic() + 60
    while newest().done_count == 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    return children._children[-1][1]


def _the_site_ends(_child):
    children.end_all()


def _the_supervisor_ends_all_at_once(child):
    child.terminate()
    child.wait(30)
    children.end_all()


def _the_child_dies(child):
    child.kill()
    child.wait(30)


@pytest.mark.parametrize(
    ("end", "attempts"),
    [(_the_site_ends, 0), (_the_supervisor_ends_all_at_once, 0), (_the_child_dies, 1)],
)
def test_an_import_whose_child_ends_goes_on_with_the_next(
    app, as_admin, ended, work, end, attempts
):
    upload(as_admin, lines(300))
    run = ended()
    as_admin.post(f"{run.url}/begin")
    work()
    end(_begun_child())
    assert newest().is_under_way
    assert newest().attempts == attempts
    assert lock.is_free()

    handlers.keep_imports_going()
    run = ended()
    assert run.state is ImportState.DONE
    assert db.session.query(Thread).count() == 300
    assert db.session.query(Post).count() == 600
    assert db.session.query(Category).count() == 1
    assert run.report["counts"]["thread"] == {"new": 300}
    assert left_on_disk(app) == []


def test_an_import_that_dies_again_and_again_is_given_up(app, as_admin, make, ended):
    run = make.import_run(attempts=3, file_key="a" * 32, confirmed_at=now(), checked_at=now())
    handlers.keep_imports_going()
    assert ended().state is ImportState.FAILED
    page = as_admin.get(run.url).text
    assert "ended three times by itself" in page
    assert "Tried again, it goes on from there" in page

    as_admin.post(f"{run.url}/try-again")
    run = ended()
    assert run.failure == "missing"
    assert "The uploaded file is gone" in as_admin.get(run.url).text


def test_a_second_child_finds_nothing_to_do(app, as_admin, ended):
    upload(as_admin, lines(2))
    run = ended()
    checked_at = run.checked_at
    children.start(run.id)
    children._children[-1][1].wait(60)
    assert newest().checked_at == checked_at
    assert newest().attempts == 1


def test_uploads_that_nobody_wanted_are_forgotten(app, as_admin, make):
    old = now() - timedelta(days=8)
    runs = []
    checked = {"checked_at": old, "found": a_report(1)}
    for more in (checked, {}, checked | {"created_at": now()}):
        key, place = storing.new_place(".zip")
        place.write_bytes(b"PK")
        runs.append(make.import_run(file_key=key, **{"created_at": old} | more))
    rubbish = storing.imports_folder() / "torn.part"
    rubbish.write_bytes(b"x")
    os.utime(rubbish, (0, 0))

    handlers.forget_old_uploads()
    db.session.commit()
    assert [storing.file_of(run) is not None for run in runs] == [False, True, True]
    assert not rubbish.exists()
    assert "Please upload it once more" in as_admin.get(runs[0].url).text


def a_report(count):
    return {
        "counts": {"thread": {"new": count, "skipped": count}, "carpet": {"new": 1}},
        "skipped": [[f"=cmd|{n}", "it has no posts"] for n in range(count)],
        "skipped_unnamed": 7,
        "constructs": {
            f"<blink-{n}>": {"count": 3, "examples": ["here", "there"]} for n in range(count)
        },
        "links": {"dead": count + 2, "led on": 5},
        "dead_links": [[f"doc {n}", "https://gone.example.com/"] for n in range(count)],
        "examples": {"thread": ["Làm sao đổi SIM?"]},
    }


def test_the_lists_of_a_report_are_read_page_by_page(as_admin, make):
    run = make.import_run(checked_at=now(), found=a_report(120))
    page = as_admin.get(run.url).text
    assert "&lt;blink-9&gt;" in page
    assert "&lt;blink-10&gt;" not in page

    first = as_admin.get(f"{run.url}/details?kind=skipped").text
    assert "=cmd|49" in first
    assert "=cmd|50" not in first
    last = as_admin.get(f"{run.url}/details?kind=skipped&page=3").text
    assert "=cmd|119" in last
    assert "7 more" in last
    assert as_admin.get(f"{run.url}/details?kind=links&page=999").status_code == 200
    assert as_admin.get(f"{run.url}/details?kind=secrets").status_code == 404
    unfinished = make.import_run()
    assert as_admin.get(f"{unfinished.url}/details?kind=skipped").status_code == 404
    assert as_admin.get(f"{unfinished.url}/report").status_code == 404


def test_the_report_is_a_table_without_formulas(as_admin, make):
    run = make.import_run(confirmed_at=now(), finished_at=now(), report=a_report(3))
    answer = as_admin.get(f"{run.url}/report")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=import-{run.id}.csv"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "Left out,it has no posts,'=cmd|0,1" in answer.text
    assert 'Came simplified,<blink-2>,"here, there",3' in answer.text


@pytest.mark.parametrize(
    "path", [PATH, "{run.url}", "{run.url}/progress", "{run.url}/details?kind=constructs"]
)
def test_each_page_costs_the_same_however_much_there_is(as_admin, make, queries, path):
    few_run = make.import_run(checked_at=now(), found=a_report(2))
    as_admin.get(PATH)
    with queries() as few:
        assert as_admin.get(path.format(run=few_run)).status_code == 200
    for _each in range(30):
        make.import_run(cancelled_at=now())
    many_run = make.import_run(checked_at=now(), found=a_report(300))
    with queries() as many:
        assert as_admin.get(path.format(run=many_run)).status_code == 200

    assert len(many) == len(few)
    assert len(many) <= 8, many


def test_former_imports_are_listed_page_by_page(as_admin, make):
    for number in range(25):
        make.import_run(file_name=f"export-{number}.zip", cancelled_at=now())
    first = as_admin.get(PATH).text
    assert "export-24.zip" in first
    assert "export-4.zip" not in first
    before = first.partition("?before=")[2].partition('"')[0]
    assert "export-4.zip" in as_admin.get(f"{PATH}?before={before}").text


def test_progress_is_shown_in_numbers(as_admin, make):
    run = make.import_run(begun_at=now(), stage="reading", done_count=1234, total_count=5000)
    page = as_admin.get(run.url).text
    assert "1,234 of 5,000" in page
    assert 'max="5000" value="1234"' in page
    fragment = as_admin.get(f"{run.url}/progress").text
    assert "1,234 of 5,000" in fragment
    assert "<html" not in fragment
    assert "data-ended" not in fragment
    ended = make.import_run(checked_at=now(), found=a_report(1))
    assert "data-ended" in as_admin.get(f"{ended.url}/progress").text


def test_a_missing_import_is_missing(as_admin):
    for path in ("", "/progress", "/details?kind=skipped", "/report"):
        assert as_admin.get(f"{PATH}/99{path}").status_code == 404
    for deed in ("begin", "try-again", "cancel", "delete-file"):
        assert as_admin.post(f"{PATH}/99/{deed}").status_code == 404


def test_every_format_is_offered_by_name():
    assert set(FORMATS) <= set(FORMAT_NAMES)
