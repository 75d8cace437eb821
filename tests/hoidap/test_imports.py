"""An export is given to the desk: refused, looked through, brought in."""

import gzip
import io
import zipfile

import pytest

from accounts.models import AuditEntry
from core.clock import now
from core.db import db
from core.events import Delivery
from forum.models import Post, Thread
from hoidap.models import ImportRun, ImportState
from tests.hoidap.given_exports import CHOICES, PATH, left_on_disk, lines, newest, upload


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
