"""The first ten minutes of a site."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, SelectField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from accounts.services import passwords
from hoidap.forms.fields import LANGUAGE_CHOICES, IsEmail, line, text


class BeginForm(FlaskForm):
    token = HiddenField(validators=[InputRequired(), Length(max=100)])


class FirstSiteForm(FlaskForm):
    site_name = line(_l("Name of the site"), DataRequired(), most=80)
    site_language = SelectField(_l("Language"), choices=LANGUAGE_CHOICES)


class AdminForm(FlaskForm):
    name = line(_l("Your name"), DataRequired(), most=60)
    email = line(_l("Your e-mail"), DataRequired(), IsEmail(), most=254)
    password = PasswordField(
        _l("Password"),
        [InputRequired(), Length(max=1000)],
        description=_l("At least 15 characters: several words make a good one."),
    )

    def validate_password(self, field: Field) -> None:
        own = (self.name.data or "", self.email.data or "")
        if trouble := passwords.problem(field.data or "", is_staff=True, own=own):
            raise ValidationError(trouble)


class ThingsForm(FlaskForm):
    """One a line, so that a support lead can accept or change the suggestions at one glance."""

    products = text(_l("Products"), most=2000, description=_l("What you sell, one on each line."))
    categories = text(
        _l("Categories of the forum"),
        DataRequired(),
        most=2000,
        description=_l("Rooms for questions, one on each line."),
    )
    collections = text(
        _l("Collections of articles"),
        DataRequired(),
        most=2000,
        description=_l("Shelves of the knowledge base, one on each line."),
    )


class StaffForm(FlaskForm):
    emails = text(
        _l("E-mail addresses of your colleagues"), most=4000, description=_l("One on each line.")
    )
    with_help = BooleanField(
        _l("Take in Hoidap's own help as articles that only staff see"), default=True
    )
