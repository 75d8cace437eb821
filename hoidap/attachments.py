"""Files other than pictures that writers give: known by their content, kept byte for byte.

They are served to be saved, never to be opened within the site (views/uploads.py). Nothing is
unpacked: of an office document its list of files and the one entry that says what it is are read.
What lies within a ZIP is not judged.
"""

import re
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from typing import NamedTuple

MOST_BYTES = 10 * 1024 * 1024
PDF_END = 1024  # bytes before its end, within which readers look for a PDF's last mark
LONGEST_ENTRY = 1024 * 1024  # bytes read of what says a document's kind, however much it unpacks to

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "zip": "application/zip",
    "txt": "text/plain",
    "csv": "text/csv",
}
_OFFICE = ("docx", "xlsx", "pptx")
_OPEN = {KINDS[ending].encode(): ending for ending in ("odt", "ods", "odp")}
# Pages, drawings and scripts, whose first line tells them from words.
_MARKUP = re.compile(r"\s*(?:<[a-z!?]|#!)", re.IGNORECASE)
# How office formats pack; others could unpack to far more than is asked for.
_PLAIN_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Refused(Exception):
    """No file that we keep. `why` is one of: empty, large, kind, macros, broken, encoding."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Attachment(NamedTuple):
    data: bytes
    ending: str

    @property
    def media_type(self) -> str:
        return KINDS[self.ending]


def recognised(data: bytes, name: str) -> Attachment:
    """The same bytes and their kind, which the content says. Raises Refused.

    name -- decides alone which of TXT and CSV a text is; one with another ending is neither: a
            script is a text as well.
    """
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("large")
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-PDF_END:]:
            raise Refused("broken")
        return Attachment(data, "pdf")
    if data.startswith(b"PK\x03\x04"):  # not at a program's end, where a ZIP would be found as well
        return Attachment(data, _kind_of_archive(data))
    ending = name.lower().rpartition(".")[2]
    if ending in ("txt", "csv"):
        _check_text(data)
        return Attachment(data, ending)
    raise Refused("kind")


def _kind_of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                return _open_document(_start_of(archive, "mimetype"), names)
            if "[Content_Types].xml" in names:
                return _office_document(_start_of(archive, "[Content_Types].xml"), names)
            return "zip"
    # RuntimeError: behind a password. The others: whatever damaged bytes make of zipfile.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise Refused("broken") from None


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).compress_type not in _PLAIN_WAYS:
        raise Refused("broken")
    with archive.open(name) as entry:
        return entry.read(LONGEST_ENTRY)


def _open_document(says: bytes, names: list[str]) -> str:
    if (ending := _OPEN.get(says.strip())) is None:
        raise Refused("kind")
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Refused("macros")
    return ending


def _office_document(types: bytes, names: list[str]) -> str:
    has_macros = b"macroenabled" in types.lower()
    if has_macros or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros")
    for ending in _OFFICE:
        if f"{KINDS[ending]}.main+xml".encode() in types:
            return ending
    raise Refused("kind")


def _check_text(data: bytes) -> None:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):  # as Excel saves "Unicode text"
        raise Refused("encoding")
    if b"\0" in data:
        raise Refused("kind")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("encoding") from None
    if _MARKUP.match(text):
        raise Refused("kind")
