"""Products, collections, categories and tags."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from core.audience import Audience
from core.slugs import slugify
from hoidap.forms.fields import choices, line, text
from hoidap.forms.people import Checkboxes
from hoidap.icons import ICONS

AUDIENCES = choices(
    (
        (Audience.PUBLIC.value, _l("Everyone")),
        (Audience.CUSTOMERS.value, _l("Customers (anyone signed in)")),
        (Audience.STAFF.value, _l("Staff only")),
    )
)


def _chosen(value: str | None) -> int | None:
    return int(value) if value and value != "0" else None


class NamesForm(FlaskForm):
    """A name and a description in each language; one name at least."""

    name_vi = line(_l("Name in Vietnamese"), most=80)
    name_en = line(_l("Name in English"), most=80)
    description_vi = text(_l("Description in Vietnamese"), most=300)
    description_en = text(_l("Description in English"), most=300)
    position = IntegerField(
        _l("Place in the list"),
        [Optional(), NumberRange(-1000, 1000)],
        default=0,
        description=_l("Smaller numbers come first."),
    )

    def validate_name_vi(self, field: Field) -> None:
        if not field.data and not self.name_en.data:
            raise ValidationError(_l("Give a name in one language at least."))

    @property
    def names(self) -> dict[str, str]:
        return _given(vi=self.name_vi.data, en=self.name_en.data)

    @property
    def descriptions(self) -> dict[str, str]:
        return _given(vi=self.description_vi.data, en=self.description_en.data)


def _given(**texts: str | None) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}


def names_data(thing: Any) -> dict[str, Any]:
    """What stands in a product, collection or category, as the form's data."""
    return {
        "name_vi": thing.names.get("vi", ""),
        "name_en": thing.names.get("en", ""),
        "description_vi": thing.descriptions.get("vi", ""),
        "description_en": thing.descriptions.get("en", ""),
        "position": thing.position,
    }


class ProductForm(NamesForm):
    pass


class WithIcon(NamesForm):
    icon = SelectField(_l("Icon"), choices=choices((name, name) for name in ICONS))


class CollectionForm(WithIcon):
    owner = SelectField(
        _l("Owner"),
        coerce=_chosen,
        choices=[],
        description=_l("Looks after the articles that have no owner of their own."),
    )
    review_days = IntegerField(
        _l("Check again after (days)"),
        [Optional(), NumberRange(1, 3650)],
        description=_l("For articles that say nothing themselves."),
    )
    parent = SelectField(_l("Inside of"), coerce=_chosen, choices=[])
    folder = line(
        _l("Folder and address"),
        most=60,
        description=_l(
            "Letters a-z, digits, hyphens. Its files move along, old addresses lead on."
        ),
    )

    def validate_folder(self, field: Field) -> None:
        """As it is it may stay, however a writer called it; nothing typed means the same."""
        if not field.data:
            field.data = field.object_data
        elif field.data != field.object_data:
            field.data = slugify(field.data, 60)
            if not field.data:
                raise ValidationError(_l("Write something that can be read."))


class CategoryForm(WithIcon):
    product = SelectField(_l("Product"), coerce=_chosen, choices=[])
    audience = RadioField(
        _l("Who may read it?"), [InputRequired()], choices=AUDIENCES, default="public"
    )
    staff_start_only = BooleanField(_l("Only staff may start threads here"))
    moderators = Checkboxes(_l("Moderators"), coerce=int, choices=[])
    widened_to = HiddenField()  # the audience whose consequences were shown


class TagForm(FlaskForm):
    name = line(_l("Name"), DataRequired(), most=40)


class MergeForm(FlaskForm):
    into = line(
        _l("Into which tag?"),
        DataRequired(),
        most=40,
        description=_l("All articles and threads will carry that one; this tag goes."),
    )
