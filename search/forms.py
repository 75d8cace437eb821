"""What may be typed into search's pages. (The search box itself is no form: it never refuses.)"""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import DataRequired, Email, Length, Regexp

from core import text
from kb.models import Collection
from search import synonyms


def clean_line(typed: str | None) -> str | None:
    """A form that was not sent has None in its fields."""
    return typed and text.clean_line(typed)


def clean_text(typed: str | None) -> str | None:
    return typed and text.clean_text(typed)


class WaitForm(FlaskForm):
    email = EmailField(
        _l("Your e-mail address"),
        [
            DataRequired(_l("Type your e-mail address.")),
            Email(_l("This is no e-mail address.")),
            Length(max=200),
        ],
        filters=[clean_line],
    )


class WaitAsMemberForm(FlaskForm):
    """Nothing to type: a button."""


class WriteForm(FlaskForm):
    title = StringField(
        _l("Title"),
        [DataRequired(_l("An article needs a title.")), Length(max=200)],
        filters=[clean_line],
    )
    collection = SelectField(_l("Collection"), coerce=int)

    def offer(self, shelves: Iterable[Collection]) -> None:
        """The shelves to choose from."""
        self.collection.choices = [SelectChoice(shelf.id, shelf.name) for shelf in shelves]


class LinkForm(FlaskForm):
    article = StringField(
        _l("Address or number of the article"),
        [DataRequired(_l("Type the article's address or number.")), Length(max=500)],
        filters=[clean_line],
    )


def _one_phrase(label: Any) -> StringField:
    needed = DataRequired(_l("Write one phrase."))
    comma = Regexp(r"^[^,]*$", message=_l("Write one phrase, without a comma."))
    return StringField(label, [needed, comma, Length(max=200)], filters=[clean_line])


class EquateForm(LinkForm):
    """A pair that is a group of the site's synonyms."""

    typed = _one_phrase(_l("What customers type"))
    meant = _one_phrase(_l("What the article says instead"))


def why_no_group(bad: synonyms.BadGroup) -> Any:
    sentences = {
        "alone": _l("“%(line)s” does not look like: bảo hành, warranty", line=bad.line),
        "crowded": _l(
            "“%(line)s” has more than %(most)s phrases.", line=bad.line, most=synonyms.MOST_IN_GROUP
        ),
        "long": _l(
            "“%(line)s” has a phrase of more than %(most)s words.",
            line=bad.line,
            most=synonyms.MOST_WORDS,
        ),
        "twice": _l(
            "“%(line)s” says the same phrase twice; marks and endings make no other.", line=bad.line
        ),
        "lines": _l(
            "From “%(line)s” on there are more than %(most)s groups.",
            line=bad.line,
            most=synonyms.MOST_GROUPS,
        ),
    }
    return sentences[bad.why]


class DismissForm(FlaskForm):
    reason = TextAreaField(
        _l("Why is no article needed?"),
        [DataRequired(_l("Say why, for your colleagues.")), Length(max=500)],
        filters=[clean_text],
    )
