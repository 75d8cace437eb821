"""Files other than pictures that come with an import: kept once, and linked where they were."""

import re
from hashlib import sha256
from urllib.parse import urlsplit

from core.db import db
from core.origins import note_origin, origins_of
from core.uploads import Upload
from hoidap import attachments, file_names, keeping
from hoidap.importing.linking import links, replaced
from hoidap.importing.report import Report, Step
from hoidap.importing.source import Source

_MAY_NAME_ONE = re.compile(rf"\.(?:{'|'.join(attachments.KINDS)})\b", re.IGNORECASE)


class Attachments:
    """Leads links to files of the export to the same files here."""

    def __init__(self, source: Source, report: Report, *, dry_run: bool) -> None:
        self.source = source
        self.report = report
        self.dry_run = dry_run
        self.foreseen: set[str] = set()  # digests

    def placed(self, body: str, where: str) -> str:
        """The text with its files kept here; a link to one that cannot be stays, and is dead."""
        if not _MAY_NAME_ONE.search(body):
            return body  # nearly every text: its links need no look
        found = list(links(body))
        meant = {href for _, _, href in found if _names_a_file(href)}
        urls = {href: url for href in sorted(meant) if (url := self._url(where, href))}
        return replaced(body, found, urls)

    def _url(self, where: str, href: str) -> str | None:
        given = self.source.attachment(where, href)
        if given is None:
            return None
        name, data = given
        try:
            found = attachments.recognised(data, name)
        except attachments.Refused as refused:
            self.report.note(f"attachment refused: {refused.why}", where)
            return None
        saved_as = file_names.saved_as(file_names.words_of(name, found.ending), found.ending)
        return f"{self._kept(found)}/{saved_as}"

    def _kept(self, found: attachments.Attachment) -> str:
        """Its address without the name."""
        source, digest = self.source.options.name, sha256(found.data).hexdigest()
        known = origins_of(source, "file", [digest]).get(digest)
        if known is not None:
            return db.session.get_one(Upload, known.subject_id).url
        if digest not in self.foreseen:
            self.report.count("file", Step.NEW)
        if self.dry_run:
            self.foreseen.add(digest)
            return "/uploads/to-come"
        upload = keeping.keep(found.data, found.ending, found.media_type, by=None)
        note_origin(source, "file", digest, upload.id)
        db.session.commit()  # a file nobody links does no harm; the next run finds it
        return upload.url


def _names_a_file(href: str) -> bool:
    """Whether a relative link ends as a file that we take; what it is its content says."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    ending = parts.path.lower().rpartition(".")[2]
    return not parts.scheme and not parts.netloc and ending in attachments.KINDS
