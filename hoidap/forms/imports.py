"""An export and how it shall come in."""

from typing import IO
from urllib.parse import urlsplit

import filetype
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField
from wtforms.fields import Field
from wtforms.validators import InputRequired, ValidationError

from core.audience import Audience
from hoidap.forms.fields import LANGUAGE_CHOICES, choices, line
from hoidap.forms.shelves import AUDIENCES
from hoidap.importing.sources import FORMATS
from hoidap.importing.storing import ending_of
from kb.models import ArticleStatus

FORMAT_NAMES = {
    "markdown": _l("Markdown files in folders"),
    "zendesk": _l("Zendesk help center (JSON)"),
    "discourse": _l("Discourse forum"),
    "stackexchange": _l("Stack Exchange site (XML dump)"),
    "phpbb": _l("phpBB forum (SQL dump)"),
    "forum": _l("Any forum, as JSON lines"),
}
STATUSES = choices(
    (
        (ArticleStatus.PUBLISHED.value, _l("Published, where they were published before")),
        (ArticleStatus.DRAFT.value, _l("As drafts, to be looked through first")),
    )
)
PACKED = {"application/zip", "application/gzip", "application/x-tar"}


class ImportForm(FlaskForm):
    export = FileField(_l("The export"), [InputRequired(_l("Choose the file first."))])
    format = SelectField(
        _l("Where does it come from?"),
        choices=choices((name, FORMAT_NAMES[name]) for name in FORMAT_NAMES if name in FORMATS),
    )
    url = line(
        _l("Address of the former site"),
        most=200,
        description=_l(
            "For instance https://help.example.com. Links to it then lead to what came from it."
        ),
    )
    language = SelectField(
        _l("Language of what does not say its own"), choices=LANGUAGE_CHOICES, default="vi"
    )
    audience = RadioField(
        _l("Who may read it at most?"),
        choices=AUDIENCES,
        default=Audience.PUBLIC.value,
        description=_l(
            "What was restricted there stays with your staff here, whatever you choose."
        ),
    )
    status = RadioField(
        _l("How do articles come in?"), choices=STATUSES, default=ArticleStatus.PUBLISHED.value
    )
    name = line(
        _l("Name of the former system"),
        most=60,
        description=_l(
            "The same name again means the same system: nothing comes twice. "
            "Left empty, it is called after the format."
        ),
    )
    collection = line(_l("Collection for articles that name none"), most=80)
    category = line(_l("Category for threads that name none"), most=80)

    def validate_export(self, field: Field) -> None:
        sent = field.data
        if not sent:
            raise ValidationError(_l("Choose the file first."))
        if sent.stream.is_too_large:
            raise ValidationError(_l("The file is larger than what we take at the moment."))
        head = _head(sent.stream)
        if not head:
            raise ValidationError(_l("The file is empty."))
        if ending_of(sent.filename or "") is None:
            raise ValidationError(
                _l("We take zip, tar.gz, json, jsonl, xml and sql files. Pack other files as zip.")
            )
        kind = filetype.guess(head)
        if kind is not None and kind.mime not in PACKED:
            raise ValidationError(
                _l("This is no export, whatever its name says: it is %(kind)s.", kind=kind.mime)
            )

    def validate_url(self, field: Field) -> None:
        if not field.data:
            return
        try:
            parts = urlsplit(field.data)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValidationError(_l("An address begins with https:// and names a host."))

    def options(self) -> dict[str, str]:
        """What importing/runs.py keeps."""
        names = ("language", "url", "category", "collection", "audience", "status")
        return {"name": self.name.data or self.format.data} | {n: self[n].data for n in names}


def _head(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read(8192)
