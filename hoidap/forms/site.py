"""The site itself: name and look, contact card, limits, a test of the mail."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, TimeField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from accounts.services.settings import DAYS
from hoidap import colors
from hoidap.forms.fields import LANGUAGE_CHOICES, IsEmail, choices, line, text
from search import abbreviations, synonyms
from search.forms import why_no_group

DAY_NAMES = {
    "mon": _l("Monday"),
    "tue": _l("Tuesday"),
    "wed": _l("Wednesday"),
    "thu": _l("Thursday"),
    "fri": _l("Friday"),
    "sat": _l("Saturday"),
    "sun": _l("Sunday"),
}
NOTICE_KINDS = choices(
    (("info", _l("Calm")), ("warning", _l("Warning")), ("danger", _l("Trouble")))
)


class SiteForm(FlaskForm):
    site_name = line(_l("Name of the site"), DataRequired(), most=80)
    site_language = SelectField(
        _l("Language of mails to people who never chose one"), choices=LANGUAGE_CHOICES
    )
    brand_color = line(
        _l("Colour of the site"),
        most=7,
        description=_l("As #rrggbb, dark enough to be read on white; empty for our own."),
    )
    logo = FileField(
        _l("Logo"), description=_l("A picture (PNG, JPEG, WEBP or GIF) of up to 2 MB.")
    )
    without_logo = BooleanField(_l("Show the name alone, without a logo"))
    notice = text(
        _l("Notice above every page"), most=300, description=_l("Empty: no notice is shown.")
    )
    notice_kind = SelectField(_l("How the notice looks"), choices=NOTICE_KINDS)

    def validate_brand_color(self, field: Field) -> None:
        field.data = color = (field.data or "").lower()
        if not color:
            return
        if not colors.is_color(color):
            raise ValidationError(_l("Please write the colour as # and six digits: #0b5f8a."))
        if colors.contrast(color, colors.WHITE) < colors.ENOUGH:
            nearest = colors.readable(color, colors.WHITE)
            raise ValidationError(
                _l(
                    "This is too pale to be read on white. The nearest that works is %(color)s.",
                    color=nearest,
                )
            )


class ContactForm(FlaskForm):
    """Besides these: `mon_opens`, `mon_closes` and so on, added below."""

    contact_phone = line(_l("Phone"), most=40)
    contact_zalo = line(_l("Zalo"), most=200, description=_l("A number, or the address of a page."))
    contact_mail = line(_l("E-mail"), IsEmail(), most=254)
    contact_address = text(_l("Address"), most=300)

    def hours(self) -> dict[str, list[str]]:
        """Weekday -> [opens, closes], only the days that have both."""
        pairs = {day: (self[f"{day}_opens"].data, self[f"{day}_closes"].data) for day in DAYS}
        return {
            day: [opens.strftime("%H:%M"), closes.strftime("%H:%M")]
            for day, (opens, closes) in pairs.items()
            if opens and closes
        }

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        for day in DAYS:
            opens, closes = self[f"{day}_opens"], self[f"{day}_closes"]
            if bool(opens.data) != bool(closes.data):
                empty = closes if opens.data else opens
                empty.errors = [_l("Give both times, or none for a closed day.")]
                sound = False
            elif opens.data and opens.data >= closes.data:
                closes.errors = [_l("It must close after it opens.")]
                sound = False
        return sound


for _day, _name in DAY_NAMES.items():
    setattr(ContactForm, f"{_day}_opens", TimeField(_l("%(day)s opens", day=_name), [Optional()]))
    setattr(ContactForm, f"{_day}_closes", TimeField(_l("%(day)s closes", day=_name), [Optional()]))


def hours_data(hours: Mapping[str, list[str]]) -> dict[str, time]:
    """The kept hours as the form's field data."""
    return {
        f"{day}_{end}": time.fromisoformat(moment)
        for day, pair in hours.items()
        for end, moment in zip(("opens", "closes"), pair, strict=True)
    }


def _number(label: Any, most: int) -> Any:
    return IntegerField(label, [InputRequired(), NumberRange(0, most)])


class LimitsForm(FlaskForm):
    """Each field is the setting of the same name (accounts/services/settings.py)."""

    posts_per_hour = _number(_l("Posts of one person in an hour"), 1000)
    threads_per_day = _number(_l("New threads of one person in a day"), 1000)
    links_for_new = _number(_l("Links in a new customer's post before it is held"), 100)
    flags_per_day = _number(_l("Flags of one person in a day"), 1000)
    votes_per_day = _number(_l("Votes of one person in a day"), 10_000)
    feedback_per_day = _number(_l("Answers to “did this help?” from one address in a day"), 10_000)
    waiting_per_day = _number(_l("Times one address may ask to be told in a day"), 1000)
    uploads_per_day = _number(_l("Pictures of one person in a day"), 1000)
    joins_per_day = _number(_l("New accounts from one address in a day"), 10_000)
    complaint_days = _number(_l("Working days until a complaint is answered"), 60)
    follow_up_days = _number(
        _l("Days until the asker of a solved question hears “is it still fine?” (0: never)"), 365
    )
    reviewer_must_differ = BooleanField(
        _l("An article is published by somebody who neither wrote nor submitted it")
    )
    first_post_hold = BooleanField(
        _l("Hold a new customer's first post until somebody looked at it")
    )
    held_words = text(
        _l("Words whose posts wait for a moderator"),
        most=5000,
        description=_l("One word or phrase on each line."),
    )


class SearchForm(FlaskForm):
    abbreviations = text(
        _l("Abbreviations of your customers"),
        most=5000,
        description=_l(
            "One on each line: ko = không. The usual ones are known already; what you write for"
            " one of them counts instead, and nothing after the sign drops it."
        ),
    )

    synonyms = text(
        _l("Words that mean the same"),
        most=synonyms.LONGEST_TEXT,
        description=_l(
            "A group on each line, with commas: bảo hành, warranty. Who searches for one finds the"
            " others as well, from the next search on."
        ),
    )

    def validate_abbreviations(self, field: Field) -> None:
        try:
            abbreviations.check(field.data or "")
        except abbreviations.BadLine as bad:
            raise ValidationError(
                _l("“%(line)s” does not look like: ko = không", line=str(bad))
            ) from None

    def validate_synonyms(self, field: Field) -> None:
        try:
            synonyms.check(field.data or "")
        except synonyms.BadGroup as bad:
            raise ValidationError(why_no_group(bad)) from None


class MailForm(FlaskForm):
    to = line(_l("Send a test mail to"), DataRequired(), IsEmail(), most=254)
