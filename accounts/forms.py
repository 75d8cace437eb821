"""What may be typed in about people: shape and length."""

from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from accounts.models import User
from accounts.services import passwords, settings
from accounts.services.identities import BadAddress, normalised_email
from accounts.services.profiles import ABOUT_LONGEST, NAME_LONGEST
from core.clock import now, today
from core.i18n import LANGUAGES
from core.text import clean_line, clean_text, is_blank

FASTEST = 2  # seconds in which no person fills in the form
LONG = Length(max=1000)  # of a typed password, before anything is computed from it


def one_line(typed: str | None) -> str:
    return clean_line(typed or "")


def _many_lines(typed: str | None) -> str:
    return clean_text(typed or "")


def is_email(_form: FlaskForm, field: Field) -> None:
    """A validator: leaves the address in the form we keep."""
    try:
        field.data = normalised_email(field.data or "")
    except BadAddress:
        raise ValidationError(
            _("This is no e-mail address we can write to. Example: lan@example.com")
        ) from None


def not_blank(_form: FlaskForm, field: Field) -> None:
    if is_blank(field.data or ""):
        raise StopValidation(_("Please fill this in."))


def _filled() -> InputRequired:
    return InputRequired(_l("Please fill this in."))


def _email() -> EmailField:
    return EmailField(
        _l("E-mail address"),
        [_filled(), Length(max=254), is_email],
        filters=[one_line],
        render_kw={"autocomplete": "email", "maxlength": 254},
    )


def _new_password(label: Any = None) -> PasswordField:
    return PasswordField(
        label or _l("Password"), [_filled(), LONG], render_kw={"autocomplete": "new-password"}
    )


def _name() -> StringField:
    return StringField(
        _l("Your name, as others see it"),
        [_filled(), not_blank, Length(max=NAME_LONGEST)],
        filters=[one_line],
        render_kw={"autocomplete": "name", "maxlength": NAME_LONGEST},
    )


def _consent() -> BooleanField:
    return BooleanField(
        _l("I have read what this site keeps about me and agree to it."),
        [InputRequired(_l("We may only open an account if you agree."))],
    )


def refuse_easy(field: Field, *, is_staff: bool, own: tuple[str, ...]) -> None:
    """Raise what is wrong with a new password."""
    own = (*own, settings.get("site_name"))
    if trouble := passwords.problem(field.data or "", is_staff=is_staff, own=own):
        raise ValidationError(trouble)


class DeedForm(FlaskForm):
    """Nothing but a button."""


class SignInForm(FlaskForm):
    email = EmailField(
        _l("E-mail address"),
        [_filled(), Length(max=254)],
        filters=[one_line],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"), [_filled(), LONG], render_kw={"autocomplete": "current-password"}
    )


class JoinForm(FlaskForm):
    name = _name()
    email = _email()
    password = _new_password()
    consent = _consent()
    website = StringField(_l("Leave this empty"), [Length(max=200)])  # a trap: machines fill it in
    opened = HiddenField(default=lambda: _clock().dumps(0))

    def validate_password(self, field: Field) -> None:
        own = (self.name.data or "", self.email.data or "")
        refuse_easy(field, is_staff=False, own=own)

    def validate(self, extra_validators: Any = None) -> bool:
        """As always; and sent faster than anybody types, it is asked to be sent once more."""
        if not super().validate(extra_validators):
            return False
        if _limits_are_on() and not self._took_a_while():
            self.form_errors.append(_("That was very fast. Please send the form once more."))
            return False
        return True

    def _took_a_while(self) -> bool:
        try:
            _value, opened_at = _clock().loads(self.opened.data or "", return_timestamp=True)
        except BadData:
            self.opened.data = _clock().dumps(0)
            return False
        return bool((now() - opened_at).total_seconds() >= FASTEST)


class ForgotForm(FlaskForm):
    email = _email()


class NewPasswordForm(FlaskForm):
    """By the link of a mail: whose it is, is set before it is validated."""

    password = _new_password(_l("New password"))
    person: User

    def validate_password(self, field: Field) -> None:
        refuse_easy(field, is_staff=is_trusted(self.person), own=own_words(self.person))


class ClaimForm(NewPasswordForm):
    """An account that came with an import: nobody has agreed to anything for the person."""

    consent = _consent()


class ChangePasswordForm(NewPasswordForm):
    present = PasswordField(
        _l("Present password"), [_filled(), LONG], render_kw={"autocomplete": "current-password"}
    )


class AcceptForm(FlaskForm):
    """An invitation: the address is known, so only the name and a password are asked."""

    name = _name()
    password = _new_password()
    consent = _consent()
    email: str
    is_staff: bool

    def validate_password(self, field: Field) -> None:
        refuse_easy(field, is_staff=self.is_staff, own=(self.name.data or "", self.email))


class ProfileForm(FlaskForm):
    name = _name()
    about = TextAreaField(
        _l("About you"), [Length(max=ABOUT_LONGEST)], filters=[_many_lines], render_kw={"rows": 4}
    )
    language = SelectField(
        _l("Language of pages and mails"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    wants_follow_ups = BooleanField(
        _l("Ask me by mail how it went when my question is solved, and later whether it is fine")
    )


def is_trusted(person: User) -> bool:
    """Whether more harm than one's own comes from a stolen password."""
    return person.is_staff or person.is_moderator


def own_words(person: User) -> tuple[str, ...]:
    return (person.name, *(identity.value for identity in person.identities))


def _clock() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="form opened")


def _limits_are_on() -> bool:
    return float(current_app.config["HOIDAP_RATE_LIMIT_FACTOR"]) > 0


class ProofForm(FlaskForm):
    """Whether something worked for who tried it; articles and answers ask the same."""

    works = RadioField(
        _l("Did it work for you?"),
        [InputRequired(_l("Choose yes or no."))],
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
    )
    version = StringField(
        _l("Version of the product"),
        [Length(max=60)],
        filters=[lambda typed: clean_line(typed or "")],
        description=_l("As it says of itself: 5.2, or the year."),
    )
    tried_on = DateField(_l("When did you try it?"), [InputRequired(_l("Which day?"))])
    words = TextAreaField(
        _l("What happened?"),
        [Length(max=500)],
        filters=[lambda typed: clean_text(typed or "")],
        description=_l("Only staff read this."),
    )

    @classmethod
    def of(cls, said: Any, *, works: str | None) -> "ProofForm":
        """As it was said before (a row of a trial), or empty for today."""
        if said is None:
            return cls(data={"works": works, "tried_on": today()})
        old = {"version": said.version, "tried_on": said.tried_on, "words": said.words}
        return cls(data=old | {"works": works or ("yes" if said.has_worked else "no")})

    def validate_tried_on(self, field: Field) -> None:
        tomorrow = today() + timedelta(days=1)  # it has begun already east of us
        if field.data and field.data > tomorrow:
            raise ValidationError(_l("This day has not come yet."))

    @property
    def said(self) -> dict[str, Any]:
        return {
            "has_worked": self.works.data == "yes",
            "version": self.version.data,
            "tried_on": self.tried_on.data,
            "words": self.words.data,
        }
