"""A picture or another file for an article, and why we may not take it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from hoidap import pictures
from hoidap.attachments import KINDS
from hoidap.file_names import LONGEST_WORDS
from hoidap.forms.fields import line

ACCEPTED = ",".join([*pictures.FORMATS, *(f".{ending}" for ending in KINDS)])


class UploadForm(FlaskForm):
    file = FileField(
        _l("Picture or file"),
        [FileRequired(_l("Choose a picture or a file."))],
        description=_l(
            "A picture (PNG, JPEG, WEBP or GIF) of up to 2 MB, or a file (PDF, DOCX, XLSX, PPTX, "
            "ODT, ODS, ODP, ZIP, TXT or CSV) of up to 10 MB."
        ),
    )
    words = line(
        _l("What does it show, or what is it called?"),
        most=LONGEST_WORDS,
        description=_l(
            "What a picture shows, for those who cannot see it and for search engines. "
            "A file may do without: its own name is taken."
        ),
    )


def why_refused(why: str) -> str:
    """The sentence for what hoidap.attachments.Refused says."""
    sentences = {
        "empty": _("The file is empty."),
        "large": _("The file is larger than 10 MB. Make it smaller, or split it."),
        "kind": _(
            "We take PNG, JPEG, WEBP, GIF, PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, ZIP, TXT and CSV, "
            "and this is none of them. Save it as one of these and send it again."
        ),
        "macros": _(
            "This file holds macros, which can do harm on a reader's computer. Save it without "
            "them, for example as DOCX, XLSX or PPTX, and send it again."
        ),
        "broken": _("The file is damaged: it cannot be read to its end. Send it again."),
        "encoding": _("This text is not in UTF-8. Save it in that encoding and send it again."),
    }
    return str(sentences[why])
