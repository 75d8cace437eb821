"""What may be typed into search's pages. (The search box itself is no form: it never refuses.)"""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length

from core.text import clean_line, clean_text


class WaitForm(FlaskForm):
    email = EmailField(
        _l("Your e-mail address"),
        [
            InputRequired(_l("Type your e-mail address.")),
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
        [InputRequired(_l("An article needs a title.")), Length(max=200)],
        filters=[clean_line],
    )
    collection = SelectField(_l("Collection"), coerce=int)


class LinkForm(FlaskForm):
    article_id = IntegerField(
        _l("Number of the article"), [InputRequired(_l("Type the article's number."))]
    )


class DismissForm(FlaskForm):
    reason = TextAreaField(
        _l("Why is no article needed?"),
        [InputRequired(_l("Say why, for your colleagues.")), Length(max=500)],
        filters=[clean_text],
    )
