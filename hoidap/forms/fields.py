"""Fields that clean what was typed, as every typed field of the site must."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # older stubs
from wtforms.validators import Length, ValidationError

from accounts.services import identities
from core.text import clean_line, clean_text


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What a select, radio or checkbox field offers: (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]


LANGUAGE_CHOICES = choices((("vi", "Tiếng Việt"), ("en", "English")))


def line(label: Any, *validators: Any, most: int = 100, **more: Any) -> Any:
    """One line of text of up to `most` characters."""
    return StringField(label, [*validators, Length(max=most)], filters=[_one_line], **more)


def text(label: Any, *validators: Any, most: int = 500, **more: Any) -> Any:
    """Several lines of up to `most` characters together."""
    return TextAreaField(label, [*validators, Length(max=most)], filters=[_many_lines], **more)


class IsEmail:
    """The address in the form we keep it; nothing typed is fine."""

    def __call__(self, _form: Form, field: Field) -> None:
        if not field.data:
            return
        try:
            field.data = identities.normalised_email(field.data)
        except identities.BadAddress:
            raise ValidationError(
                _l("This is no e-mail address. It should look like name@example.com.")
            ) from None


def _one_line(typed: str | None) -> str:
    return clean_line(typed or "")


def _many_lines(typed: str | None) -> str:
    return clean_text(typed or "").strip()
