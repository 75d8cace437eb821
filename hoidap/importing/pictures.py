"""Pictures that come with an import: drawn anew, kept once however often they are used."""

import re
from hashlib import sha256
from urllib.parse import unquote

from core.db import db
from core.origins import note_origin, origins_of
from core.uploads import Upload
from hoidap import pictures
from hoidap.importing.records import PICTURE
from hoidap.importing.report import Report, Step
from hoidap.importing.source import Source

BOX = (1600, 1600)  # pixels; a screenshot stays readable, a photo does not weigh megabytes
MOST_BYTES = 10 * 1024 * 1024  # of one file before it is drawn anew
MISSING = "\N{FRAME WITH PICTURE}"  # where one stood: its words alone would read like a sentence
_PICTURE = re.compile(rf"!\[((?:[^\[\]\\]|\\.)*)\]\({PICTURE}([^\s()]+)\)")


class Pictures:
    """Replaces `picture:REF` in a text by the address of the upload."""

    def __init__(self, source: Source, report: Report, *, dry_run: bool) -> None:
        self.source = source
        self.report = report
        self.dry_run = dry_run

    def placed(self, body: str, where: str) -> str:
        """The text with its pictures kept here; one that cannot be becomes a sign and its words."""
        return _PICTURE.sub(lambda found: self._place(found[1], unquote(found[2]), where), body)

    def _place(self, alt: str, ref: str, where: str) -> str:
        url = self._url(ref, where)
        return f"![{alt}]({url})" if url else f"{MISSING} {alt}".rstrip()

    def _url(self, ref: str, where: str) -> str | None:
        data = self.source.picture(ref)
        if data is None:
            self.report.note("picture that is not in the export", where)
            return None
        digest = sha256(data).hexdigest()
        known = origins_of(self.source.options.name, "picture", [digest]).get(digest)
        if known is not None:
            return db.session.get_one(Upload, known.subject_id).url
        try:
            picture = pictures.redraw(data, BOX, at_most=MOST_BYTES)
        except pictures.Refused as refused:
            self.report.note(f"picture refused: {refused.why}", where)
            return None
        self.report.count("picture", Step.NEW)
        if self.dry_run:
            return "/uploads/to-come"
        upload = pictures.keep(picture, by=None)
        note_origin(self.source.options.name, "picture", digest, upload.id)
        db.session.commit()  # a picture nobody uses does no harm; the next run finds it
        return upload.url
