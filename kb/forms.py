"""What may be typed into the knowledge base's pages."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from core.audience import Audience
from core.i18n import LANGUAGES
from core.markdown import ARTICLE_LENGTH
from core.tags import MOST
from core.text import clean_line, clean_text, is_blank
from kb.models import ArticleKind, FeedbackReason


def choices(pairs: Iterable[tuple[object, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as what a field offers."""
    return [SelectChoice(value, label) for value, label in pairs]


AUDIENCES = [
    (Audience.PUBLIC.value, _l("Everyone")),
    (Audience.CUSTOMERS.value, _l("Customers (signed in)")),
    (Audience.STAFF.value, _l("Staff")),
]


KINDS = [
    (ArticleKind.FAQ.value, _l("Question and answer")),
    (ArticleKind.HOW_TO.value, _l("How-to")),
    (ArticleKind.TROUBLESHOOTING.value, _l("Troubleshooting")),
    (ArticleKind.POLICY.value, _l("Policy")),
]


def clean_line_or_none(typed: str | None) -> str | None:
    return clean_line(typed) if typed is not None else None


def clean_text_or_none(typed: str | None) -> str | None:
    return clean_text(typed) if typed is not None else None


def not_blank(_form: FlaskForm, field: Field) -> None:
    """White space that Unicode has many kinds of is no text."""
    if is_blank(field.data or ""):
        raise ValidationError(_l("Write something that can be read."))


class DeedForm(FlaskForm):
    """Nothing to type: a button."""


class CheckForm(FlaskForm):
    """A button that knows what its page showed of the source's changes."""

    seen = HiddenField()


class ArticleForm(FlaskForm):
    title = StringField(
        _l("Title"),
        [InputRequired(_l("An article needs a title.")), Length(max=200), not_blank],
        filters=[clean_line_or_none],
        description=_l("As a customer would say it; the address is made of it."),
    )
    summary = StringField(
        _l("Summary"),
        [Optional(), Length(max=300)],
        filters=[clean_line_or_none],
        description=_l("One sentence, shown in lists and search results."),
    )
    body = TextAreaField(
        _l("Text"),
        [InputRequired(_l("An article needs a text.")), Length(max=ARTICLE_LENGTH), not_blank],
        filters=[clean_text_or_none],
    )


class EditForm(ArticleForm):
    note = StringField(
        _l("What did you change?"), [Optional(), Length(max=300)], filters=[clean_line_or_none]
    )
    based_on = HiddenField()
    kept = HiddenField()  # version of the unsaved words that this window knows to be kept


class ProposalForm(ArticleForm):
    note = StringField(
        _l("Why is it better so?"),
        [InputRequired(_l("Say in a few words why.")), Length(max=300), not_blank],
        filters=[clean_line_or_none],
        description=_l("Only staff read this."),
    )
    based_on = HiddenField()


class TakeForm(ArticleForm):
    based_on = HiddenField()


class RefuseForm(FlaskForm):
    reason = TextAreaField(
        _l("Why not? The author will read this."),
        [InputRequired(_l("The author should know why.")), Length(max=500), not_blank],
        filters=[clean_text_or_none],
    )


class KindForm(FlaskForm):
    kind = SelectField(
        _l("Kind"), choices=choices(KINDS), coerce=ArticleKind, default=ArticleKind.FAQ
    )
    effective_on = DateField(
        _l("In force from"), [Optional()], description=_l("Of a policy; readers see the date.")
    )


class NewForm(ArticleForm, KindForm):
    collection = SelectField(_l("Collection"), coerce=int)
    language = SelectField(_l("Language"), choices=choices(LANGUAGES.items()))
    audience = RadioField(
        _l("Who may read it?"), choices=choices(AUDIENCES), default=Audience.PUBLIC.value
    )
    kept = HiddenField()


class PublishForm(FlaskForm):
    publish_at = DateTimeLocalField(
        _l("From when on?"),
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description=_l("Leave it empty to publish now."),
    )
    shown = HiddenField()
    revision = HiddenField()  # number of the text that stood on the page
    seen = HiddenField()  # what stood there of the source's changes


class ReturnForm(FlaskForm):
    words = TextAreaField(
        _l("What is still missing? Its author will read this."),
        [InputRequired(_l("Say what is missing.")), Length(max=2000), not_blank],
        filters=[clean_text_or_none],
    )
    revision = HiddenField()  # number of the text that was read


class AudienceForm(FlaskForm):
    audience = RadioField(_l("Who may read it?"), choices=choices(AUDIENCES))
    shown = HiddenField()


class OrganizeForm(KindForm):
    collection = SelectField(_l("Collection"), coerce=int)
    products = SelectMultipleField(_l("Products"), [Optional()], coerce=int)
    tags = StringField(
        _l("Tags"),
        [Optional(), Length(max=300)],
        filters=[clean_line_or_none],
        description=_l("At most five, with commas between them."),
    )
    keywords = StringField(
        _l("Hidden search words"),
        [Optional(), Length(max=500)],
        filters=[clean_line_or_none],
        description=_l("Other words that customers type, with commas between them."),
    )
    is_featured = BooleanField(_l("Featured on the front page"))
    position = IntegerField(
        _l("Place in the list"),
        [Optional(), NumberRange(-1000, 1000)],
        description=_l("Smaller numbers come first."),
    )
    owner = SelectField(
        _l("Owner"), description=_l("Who looks after it: readers see the name, mails go there.")
    )
    review_days = IntegerField(
        _l("Check again after (days)"), [Optional(), NumberRange(min=1, max=3650)]
    )

    def validate_tags(self, field: Field) -> None:
        if len(listed(field.data)) > MOST:
            raise ValidationError(_l("At most five tags."))


class FeedbackForm(FlaskForm):
    helpful = RadioField(
        _l("Did this help?"),
        [InputRequired(_l("Choose yes or no."))],
        choices=choices([("yes", _l("Yes")), ("no", _l("No"))]),
    )
    reason = RadioField(
        _l("What was wrong?"),
        [Optional()],
        choices=choices(
            [
                (FeedbackReason.WRONG.value, _l("It is not true (any more)")),
                (FeedbackReason.UNCLEAR.value, _l("I did not understand it")),
                (FeedbackReason.INCOMPLETE.value, _l("Something is missing")),
                (FeedbackReason.OTHER_QUESTION.value, _l("I was looking for something else")),
            ]
        ),
    )
    words = TextAreaField(
        _l("What should we change?"),
        [Optional(), Length(max=2000)],
        filters=[clean_text_or_none],
        description=_l("No order number, phone number or address, please."),
    )


def listed(typed: str | None) -> list[str]:
    """What stands between commas, each once."""
    return list(dict.fromkeys(word.strip() for word in (typed or "").split(",") if word.strip()))
