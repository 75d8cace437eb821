"""What may be typed into the forum, and how its nouns are called to people."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    BooleanField,
    DateField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from accounts.models import Product
from core.clock import now
from core.i18n import LANGUAGES
from core.tags import MOST
from core.text import clean_line, clean_text, is_blank
from forum.models import STATES, FlagReason, ThreadState, ThreadType

BODY_LIMIT = 32_000
TITLE_LIMIT = 200

LABELS: dict[StrEnum, LazyString] = {
    ThreadType.QUESTION: _l("Question"),
    ThreadType.DISCUSSION: _l("Discussion"),
    ThreadType.IDEA: _l("Idea"),
    ThreadType.ANNOUNCEMENT: _l("Announcement"),
    ThreadType.COMPLAINT: _l("Complaint"),
    ThreadState.OPEN: _l("Open"),
    ThreadState.SOLVED: _l("Solved"),
    ThreadState.PLANNED: _l("Planned"),
    ThreadState.DONE: _l("Done"),
    ThreadState.DECLINED: _l("Declined"),
    ThreadState.ANSWERED: _l("Answered"),
    ThreadState.SETTLED: _l("Settled"),
    FlagReason.SPAM: _l("Advertising or spam"),
    FlagReason.RUDE: _l("Rude or hurtful"),
    FlagReason.WRONG: _l("Wrong or dangerous advice"),
    FlagReason.PRIVATE_DATA: _l("Private data of somebody"),
    FlagReason.OFF_TOPIC: _l("Does not belong here"),
    FlagReason.OTHER: _l("Something else"),
}
HELD_LABELS = {
    "links": _l("Many links from a new member"),
    "words": _l("Words that this site holds back"),
    "first_post": _l("First post of a new member"),
}
_BY_VALUE = {str(member): text for member, text in LABELS.items()} | HELD_LABELS


def label(value: str | None) -> str:
    """How a type, state or reason is called, in the reader's language (filter `forum_label`)."""
    return str(_BY_VALUE.get(str(value), value or ""))


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Value and label of each choice, as WTForms wants them."""
    return [SelectChoice(value=value, label=text) for value, text in pairs]


def _line(typed: str | None) -> str | None:
    return clean_line(typed) if typed else typed


def _text(typed: str | None) -> str | None:
    return clean_text(typed) if typed else typed


class Said:
    """Validator: somebody would see something of it."""

    field_flags = {"required": True}  # noqa: RUF012 (WTForms reads it from the class)

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        if not field.data or is_blank(field.data):
            raise ValidationError(self.message)


def _title() -> StringField:
    return StringField(
        _l("Title"),
        [
            Said(_l("Say in one sentence what it is about.")),
            Length(max=TITLE_LIMIT, message=_l("At most %(max)d characters, please.")),
        ],
        filters=[_line],
        description=_l("One sentence that others would search for."),
    )


def _body(text: Any) -> TextAreaField:
    return TextAreaField(
        text,
        [
            Said(_l("There is nothing to read yet.")),
            Length(max=BODY_LIMIT, message=_l("At most %(max)d characters, please.")),
        ],
        filters=[_text],
    )


class _Once(FlaskForm):
    """A form that knows when it was given out: sent twice, it does its deed once."""

    begun = HiddenField(default=lambda: f"{now().timestamp():.6f}")
    preview = SubmitField(_l("Preview"))

    @property
    def begun_at(self) -> datetime | None:
        try:
            moment = datetime.fromtimestamp(float(self.begun.data or ""), UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return moment if moment <= now() else None


class AskForm(_Once):
    title = _title()
    body = _body(_l("What happened, and what did you expect?"))
    type = SelectField(_l("Kind"), default=ThreadType.QUESTION.value)
    category = SelectField(_l("Category"), coerce=str)
    product = SelectField(_l("Product"), coerce=str)
    language = SelectField(_l("Language"), choices=choices(LANGUAGES.items()))
    tags = StringField(
        _l("Tags"),
        [Length(max=250)],
        filters=[_line],
        description=_l("Up to %(most)d words, separated by commas.", most=MOST),
    )
    readers = RadioField(
        _l("Who reads it?"),
        choices=choices(
            [
                (
                    "usual",
                    _l("As usual: staff and you for a complaint, everybody here for the rest"),
                ),
                ("private", _l("Staff and you alone")),
                ("open", _l("Everybody who sees the category")),
            ]
        ),
        default="usual",
    )
    order_number = StringField(_l("Order number"), [Length(max=60)], filters=[_line])
    serial_number = StringField(_l("Serial number"), [Length(max=60)], filters=[_line])
    phone = StringField(_l("Phone"), [Length(max=40)], filters=[_line])
    search = HiddenField(filters=[_line])
    article = HiddenField(filters=[_line])

    def offer(
        self, *, types: Iterable[ThreadType], categories: Sequence[Any], products: Sequence[Any]
    ) -> None:
        """Fill the choices: the types this person may use, rooms they may start in, products."""
        self.type.choices = choices((kind.value, LABELS[kind]) for kind in types)
        self.category.choices = choices((each.slug, each.name) for each in categories)
        self.product.choices = product_choices(products)

    @property
    def is_private(self) -> bool | None:
        return {"private": True, "open": False}.get(self.readers.data)

    @property
    def tag_names(self) -> list[str]:
        return tag_names(self.tags.data)

    @property
    def fields(self) -> dict[str, Any]:
        """What staff alone see; empty ones left out."""
        typed = {name: self[name].data for name in ("order_number", "serial_number", "phone")}
        return {name: value[:60] for name, value in typed.items() if value}


def product_choices(products: Iterable[Product]) -> list[SelectChoice]:
    return choices([("", _l("None of these")), *((each.slug, each.name) for each in products)])


def tag_names(typed: str | None) -> list[str]:
    names = [clean_line(name).lstrip("#") for name in (typed or "").split(",")]
    return [name for name in names if name][:MOST]


class ReplyForm(_Once):
    body = _body(_l("Your reply"))
    watch = BooleanField(_l("Tell me about further replies"), default=True)


class PostForm(_Once):
    body = _body(_l("Text"))


class PreviewForm(FlaskForm):
    text = TextAreaField(validators=[Length(max=BODY_LIMIT)], filters=[_text])


class ThreadForm(FlaskForm):
    title = _title()
    tags = StringField(
        _l("Tags"),
        [Length(max=250)],
        filters=[_line],
        description=_l("Up to %(most)d words, separated by commas.", most=MOST),
    )
    product = SelectField(_l("Product"), coerce=str)

    @property
    def tag_names(self) -> list[str]:
        return tag_names(self.tags.data)


class HideForm(FlaskForm):
    rule = SelectField(
        _l("What is wrong with it?"),
        choices=choices([("", _l("Please choose")), *((r.value, LABELS[r]) for r in FlagReason)]),
        default="",
        description=_l("Everybody sees this where the post was."),
    )
    reason = TextAreaField(
        _l("Why? The author will read this."),
        [Said(_l("Tell the author why.")), Length(max=500)],
        filters=[_text],
    )


class ReasonForm(FlaskForm):
    reason = TextAreaField(
        _l("Why? Everybody will read this."),
        [Said(_l("Say why.")), Length(max=500)],
        filters=[_text],
    )


class FlagForm(FlaskForm):
    reason = RadioField(
        _l("What is wrong with it?"),
        [InputRequired(_l("Please choose one."))],
        choices=choices((reason.value, LABELS[reason]) for reason in FlagReason),
    )
    note = TextAreaField(
        _l("Anything that helps us decide"),
        [Length(max=500)],
        filters=[_text],
    )


class MoveForm(FlaskForm):
    category = SelectField(_l("Category"), coerce=str)
    may_widen = BooleanField(_l("Yes, show it to them"))
    widened_to = HiddenField()  # the step whose consequences were shown


class PromoteForm(FlaskForm):
    title = _title()
    summary = StringField(_l("Summary"), [Length(max=300)], filters=[_line])
    body = TextAreaField(
        _l("Text"),
        [Said(_l("There is nothing to read yet.")), Length(max=200_000)],
        filters=[_text],
    )
    collection = SelectField(_l("Collection"), coerce=int)
    audience = SelectField(
        _l("Who reads the article?"),
        choices=choices(
            [
                ("public", _l("Everybody")),
                ("customers", _l("Customers")),
                ("staff", _l("Staff")),
            ]
        ),
    )
    may_widen = BooleanField(_l("Yes, they may read what stands in this draft"))
    widened_to = HiddenField()


class NominationForm(FlaskForm):
    note = TextAreaField(
        _l("Why would it make a good article? Staff read this."),
        [Length(max=500)],
        filters=[_text],
    )


class RefusalForm(FlaskForm):
    reason = TextAreaField(
        _l("Why not? Who nominated it reads this."),
        [Said(_l("Say why.")), Length(max=500)],
        filters=[_text],
    )


class ReuseForm(FlaskForm):
    """Three buttons."""

    answer = RadioField(choices=choices((each, each) for each in ("yes", "edit", "report")))


class LinkForm(FlaskForm):
    article = StringField(
        _l("Address or number of the article"),
        [Said(_l("Which article?")), Length(max=500)],
        filters=[_line],
    )


class PromiseForm(FlaskForm):
    promised_on = DateField(_l("Answered by"), [InputRequired(_l("By when?"))])
    owner = SelectField(_l("Whose is it?"), coerce=str, validators=[Optional()])


class RatingForm(FlaskForm):
    score = RadioField(
        _l("How content are you with the way it went?"),
        [InputRequired(_l("Choose one of the five."))],
        coerce=int,
        choices=[
            SelectChoice(5, _l("5: very")),
            SelectChoice(4, _l("4: rather")),
            SelectChoice(3, _l("3: so-so")),
            SelectChoice(2, _l("2: not really")),
            SelectChoice(1, _l("1: not at all")),
        ],
    )
    words = TextAreaField(
        _l("What should we have done better?"),
        [Optional(), Length(max=2000)],
        filters=[_text],
        description=_l("Only staff read this."),
    )


class FollowUpForm(FlaskForm):
    """Two buttons."""

    fine = SubmitField(_l("Yes, it is fine"))
    not_fine = SubmitField(_l("No, it is not"))


class StopForm(FlaskForm):
    """Nothing to type: a button."""


class SettleRatingForm(FlaskForm):
    how = TextAreaField(
        _l("What did you do about it?"),
        [Said(_l("Say what you did.")), Length(max=2000)],
        filters=[_text],
        description=_l("For the record; staff read it, nobody else."),
    )


class SettleForm(FlaskForm):
    outcome = TextAreaField(
        _l("What came of it? The author will read this."),
        [Said(_l("Say what came of it.")), Length(max=2_000)],
        filters=[_text],
    )


class StateForm(FlaskForm):
    state = SelectField(
        _l("State"), choices=choices((each.value, LABELS[each]) for each in STATES[ThreadType.IDEA])
    )
    reason = StringField(_l("Why?"), [Length(max=500)], filters=[_line])
