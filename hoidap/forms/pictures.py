"""Why we may not take a picture that somebody gives us."""

from flask_babel import gettext as _


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
