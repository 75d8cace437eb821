"""Writers give files other than pictures: judged by content, kept as they are, only ever saved."""

import io
import re

import pytest

from core.db import db
from core.markdown import render
from core.uploads import Upload
from hoidap import attachments, file_names
from hoidap.forms.uploads import ACCEPTED
from hoidap.views import uploads
from tests.hoidap.given_files import BAD, GOOD, HTML, PDF, packed


def sent(data=PDF, name="tài liệu/Hướng dẫn_[cài đặt].pdf", **more):
    return {"file": (io.BytesIO(data), name), "quietly": "1"} | more


@pytest.mark.parametrize("ending", attachments.KINDS)
def test_each_kind_is_known_by_its_content(ending):
    names = {"txt": "a.TXT", "csv": "a.Csv"}
    found = attachments.recognised(GOOD[ending], names.get(ending, "a.exe"))
    assert found == (GOOD[ending], ending)
    assert found.media_type == attachments.KINDS[ending]
    assert f".{ending}" in ACCEPTED.split(",")


@pytest.mark.parametrize("what", BAD)
def test_what_is_refused(what):
    name, data, why = BAD[what]
    with pytest.raises(attachments.Refused) as refused:
        attachments.recognised(data, name)
    assert refused.value.why == why


def test_nothing_is_unpacked():
    bomb = packed({"[Content_Types].xml": bytes(60 * attachments.LONGEST_ENTRY)})
    assert len(bomb) < 100_000
    with pytest.raises(attachments.Refused, match="kind"):
        attachments.recognised(bomb, "a.docx")


@pytest.mark.parametrize("ending", attachments.KINDS)
def test_a_file_becomes_a_link_that_saves_it(as_staff, client, ending):
    data = sent(GOOD[ending], f"Giá 2026.{ending}", words="Bảng giá")
    markdown = as_staff.post("/uploads/new", data=data).text
    words = rf"\[Bảng giá \({ending.upper()}, 1 KB\)\]"
    address = re.fullmatch(
        rf"{words}\((/uploads/[0-9a-f]{{32}}\.{ending}/Giá-2026\.{ending})\)", markdown
    )[1]
    assert f'href="{address}"' in render(markdown)
    with client.get(address) as answer:
        assert answer.data == GOOD[ending]
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert f"filename*=UTF-8''Gi%C3%A1-2026.{ending}" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.mimetype == attachments.KINDS[ending]


def test_its_own_name_is_its_words(as_staff):
    markdown = as_staff.post("/uploads/new", data=sent()).text
    assert markdown.startswith(r"[Hướng dẫn\_\[cài đặt\] (PDF, 1 KB)](/uploads/")
    assert markdown.endswith("/Hướng-dẫn-cài-đặt.pdf)")
    assert ">Hướng dẫn_[cài đặt] (PDF, 1 KB)</a>" in render(markdown)


def test_an_address_decides_neither_ending_nor_kind(as_staff, client):
    as_staff.post("/uploads/new", data=sent())
    key = db.session.query(Upload).one().key
    for name, saved in (
        ("/virus.exe", "virus-exe.pdf"),
        ("/a%0D%0ASet-Cookie:%22x.pdf", "a-Set-Cookie-x.pdf"),
        ("/%E2%80%AEgpj.html", "gpj-html.pdf"),
        ("/...", "file.pdf"),
        ("", key),
    ):
        with client.get(f"/uploads/{key}{name}") as answer:
            assert answer.headers["Content-Disposition"] == f"attachment; filename={saved}"
            assert answer.mimetype == "application/pdf"
    assert client.get(f"/uploads/{'0' * 32}.pdf/a.pdf").status_code == 404


def test_names_of_all_the_world():
    assert file_names.words_of("C:\\Users\\An\\Giá (1).PDF", "pdf") == "Giá (1)"
    assert file_names.words_of("v1.2", "pdf") == "v1.2"
    assert file_names.saved_as("Cafe\u0301 ไทย้ " + "x" * 200, "pdf") == f"Café-ไทย้-{'x' * 70}.pdf"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", HTML, "Save it as one of these"),
        ("a.docm", BAD["macros called a ZIP"][1], "holds macros"),
        ("a.pdf", PDF[:40], "cannot be read to its end"),
        ("a.csv", "Giá".encode("utf-16"), "not in UTF-8"),
        ("a.pdf", b"", "is empty"),
        ("a.pdf", PDF + bytes(10_000), "larger than 10 MB"),
    ],
)
def test_what_is_wrong_is_said(as_staff, monkeypatch, name, data, words):
    monkeypatch.setattr(attachments, "MOST_BYTES", 10_000)
    answer = as_staff.post("/uploads/new", data=sent(data, name))
    assert (answer.status_code, answer.mimetype) == (422, "text/plain")
    assert words in answer.text
    page = as_staff.post("/uploads/new", data={"file": (io.BytesIO(data), name), "words": "Kept"})
    assert page.status_code == 422
    assert words in page.text
    assert 'value="Kept"' in page.text
    assert db.session.query(Upload).count() == 0


def test_what_is_far_too_large_is_not_read(app, as_staff, as_customer, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 10_000)
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 5_000)
    for size, code in ((9_000, 200), (10_000, 413)):
        answer = as_staff.post("/uploads/new", data=sent(PDF[:8] + bytes(size) + PDF[8:]))
        assert answer.status_code == code
    assert "larger than 10 MB" in answer.text
    assert as_customer.post("/uploads/new", data=sent(bytes(9_000))).status_code == 403


def test_only_writers_give_files(client, as_customer, as_moderator):
    assert client.post("/uploads/new", data=sent()).status_code in (302, 303)
    for browser in (as_customer, as_moderator):
        assert browser.post("/uploads/new", data=sent()).status_code == 403
    assert db.session.query(Upload).count() == 0


def test_sending_twice_does_no_harm(as_staff, client):
    one, two = (as_staff.post("/uploads/new", data=sent()).text for _ in range(2))
    assert one != two
    for markdown in (one, two):
        with client.get(markdown[markdown.index("(/uploads/") + 1 : -1]) as answer:
            assert answer.data == PDF
