"""Tiny files of each kind that writers give, and of kinds that are refused."""

import io
import zipfile

from hoidap.attachments import KINDS

HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def packed(entries: dict[str, str | bytes], ways: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", ways) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(media_type: str, **more: str) -> bytes:
    types = f'<Types><Override PartName="/main.xml" ContentType="{media_type}"/></Types>'
    return packed({"[Content_Types].xml": types, "main.xml": "<main/>"} | more)


def open_document(ending: str, **more: str) -> bytes:
    return packed({"mimetype": KINDS[ending], "content.xml": "<content/>"} | more)


GOOD = {
    "pdf": PDF,
    **{ending: office(f"{KINDS[ending]}.main+xml") for ending in ("docx", "xlsx", "pptx")},
    **{ending: open_document(ending) for ending in ("odt", "ods", "odp")},
    "zip": packed({"notes.txt": "Two notes"}),
    "txt": "Hướng dẫn: 1 < 2".encode(),
    "csv": "\ufeffTên;Giá\nBàn;100\n".encode(),
}
BAD = {  # what it is: name, content, why not
    "empty": ("a.pdf", b"", "empty"),
    "a page called a PDF": ("a.pdf", HTML, "kind"),
    "a page called a text": ("a.txt", b"\n " + HTML, "kind"),
    "a drawing": ("a.svg", b"<svg onload='x'/>", "kind"),
    "a drawing called a text": ("a.csv", b"<svg onload='x'/>", "kind"),
    "a program": ("a.exe", b"MZ\x90\0\x03", "kind"),
    "a program called a text": ("a.txt", b"MZ\x90\0\x03", "kind"),
    "a program before a ZIP": ("a.zip", b"MZ" + GOOD["zip"], "kind"),
    "a script": ("a.bat", b"format c:", "kind"),
    "a script called a text": ("a.txt", b"#!/bin/sh\nrm -r x", "kind"),
    "an old Word document": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kind"),
    "a Word document with macros": ("a.docm", office(MACROS), "macros"),
    "macros called a ZIP": ("a.zip", office(MACROS), "macros"),
    "a hidden VBA project": (
        "a.docx",
        office(f"{KINDS['docx']}.main+xml", **{"word/vbaProject.bin": "x"}),
        "macros",
    ),
    "a sheet with Basic": ("a.ods", open_document("ods", **{"Basic/script-lc.xml": "x"}), "macros"),
    "a Word template": ("a.dotx", office(f"{KINDS['docx']}.template.main+xml"), "kind"),
    "a book": ("a.epub", packed({"mimetype": "application/epub+zip"}), "kind"),
    "a cut PDF": ("a.pdf", PDF[:40], "broken"),
    "a cut document": ("a.docx", GOOD["docx"][:-40], "broken"),
    "a kind packed to burst": (
        "a.odt",
        packed({"mimetype": KINDS["odt"]}, zipfile.ZIP_BZIP2),
        "broken",
    ),
    "a text of old": ("a.csv", "Giá: 100 đ".encode("cp1258", "replace"), "encoding"),
    "a text of Excel": ("a.txt", "Giá".encode("utf-16"), "encoding"),
}
