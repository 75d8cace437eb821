"""A picture that somebody gives us, and why we may not take it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import DataRequired

from hoidap.forms.fields import line


class PictureForm(FlaskForm):
    picture = FileField(
        _l("Picture"),
        [FileRequired(_l("Choose a picture."))],
        description=_l("A picture (PNG, JPEG, WEBP or GIF) of up to 2 MB."),
    )
    alt = line(
        _l("What does it show?"),
        DataRequired(_l("Say what it shows: not everybody sees it.")),
        most=200,
        description=_l("For those who cannot see it, and for search engines."),
    )


def why_refused(why: str) -> str:
    """The sentence for what hoidap.pictures.Refused says."""
    sentences = {
        "empty": _("The file is empty."),
        "large": _("The picture is larger than 2 MB."),
        "kind": _("This is no picture that we can use: PNG, JPEG, WEBP or GIF, please."),
        "broken": _("The picture is damaged: it cannot be read to its end."),
        "small": _("The picture is too small: 16 pixels at least."),
        "pixels": _("The picture has too many pixels: 16 million at most."),
    }
    return str(sentences[why])
