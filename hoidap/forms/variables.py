"""What may be typed of a variable: its name once, its value in each language."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields import Field
from wtforms.validators import DataRequired, Regexp, ValidationError

from core.markdown.placeholders import NAME
from hoidap.forms.fields import line


class ValuesForm(FlaskForm):
    value_vi = line(_l("Value in Vietnamese"), most=200)
    value_en = line(
        _l("Value in English"),
        most=200,
        description=_l("Plain text; where one language is empty, the other is shown."),
    )

    def validate_value_vi(self, field: Field) -> None:
        if not field.data and not self.value_en.data:
            raise ValidationError(_l("Give a value in one language at least."))

    @property
    def values(self) -> dict[str, str]:
        typed = {"vi": self.value_vi.data, "en": self.value_en.data}
        return {language: value for language, value in typed.items() if value}


class VariableForm(ValuesForm):
    name = line(
        _l("Name"),
        DataRequired(_l("A variable needs a name.")),
        Regexp(rf"{NAME}\Z", message=_l("Small letters a-z, digits and _, a letter first.")),
        most=40,
        description=_l("As it stands in articles, such as “hotline”. It stays."),
    )
