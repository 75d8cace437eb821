"""What a form says of a field that is wrong, in the page's language.

WTForms brings sentences of its own, but no Vietnamese for them: they stand in our catalogue.
"""

import flask_wtf.form
from flask import Flask
from flask_babel import get_translations
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _n

SENTENCES = (  # as WTForms has them; here so that they come into the catalogue
    _l("Date must be at least %(min)s."),
    _l("Date must be at most %(max)s."),
    _l("Date must be between %(min)s and %(max)s."),
    _l("Field must be between %(min)d and %(max)d characters long."),
    _l("Invalid input."),
    _l("Not a valid choice."),
    _l("Not a valid date value."),
    _l("Not a valid datetime value."),
    _l("Not a valid integer value."),
    _l("Number must be at least %(min)s."),
    _l("Number must be at most %(max)s."),
    _l("Number must be between %(min)s and %(max)s."),
    _l("This field is required."),
    _n(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
        1,
    ),
    _n(
        "Field cannot be longer than %(max)d character.",
        "Field cannot be longer than %(max)d characters.",
        1,
    ),
    _n(
        "Field must be at least %(min)d character long.",
        "Field must be at least %(min)d characters long.",
        1,
    ),
)


class OurWords:
    """The two questions that a WTForms field asks; it fills in the values itself."""

    def gettext(self, sentence: str) -> str:
        return str(get_translations().ugettext(sentence))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(get_translations().ungettext(one, many, number))


def init_app(_app: Flask) -> None:
    flask_wtf.form.translations = OurWords()
