"""Members: their role, their rooms, a suspension, an invitation."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from accounts.models import Role
from hoidap.forms.fields import IsEmail, choices, line, text

ROLE_CHOICES = choices(
    (
        (Role.CUSTOMER.value, _l("Customer: reads, asks and answers")),
        (Role.MODERATOR.value, _l("Moderator: keeps order in the categories you choose")),
        (Role.STAFF.value, _l("Staff: answers for the company, writes articles")),
        (Role.ADMIN.value, _l("Admin: staff, and changes these settings")),
    )
)
INVITED_CHOICES = ROLE_CHOICES[1:]


class Checkboxes(SelectMultipleField):
    """Several of a short list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RoleForm(FlaskForm):
    role = RadioField(_l("Role"), [InputRequired()], choices=ROLE_CHOICES)
    reason = line(_l("Why? It is kept in the record."), most=500)


TRUST_LEVELS = (
    ("0", _l("0: new here, held to small limits")),
    ("1", _l("1: usual member")),
    ("2", _l("2: trusted, nominates threads and edits longer")),
    ("3", _l("3: long trusted, widest limits")),
)


class TrustForm(FlaskForm):
    level = RadioField(_l("Trust level"), [InputRequired()], choices=choices(TRUST_LEVELS))
    reason = line(_l("Why? It is kept in the record."), most=500)


class RoomsForm(FlaskForm):
    categories = Checkboxes(_l("Categories this person keeps in order"), coerce=int)


class SuspendForm(FlaskForm):
    days = IntegerField(
        _l("For how many days?"), [InputRequired(), NumberRange(1, 3650)], default=7
    )
    reason = text(_l("Why? It is kept in the record."), DataRequired(), most=500)


class ClaimLinkForm(FlaskForm):
    email = line(_l("E-mail"), DataRequired(), IsEmail(), most=254)


class InviteForm(FlaskForm):
    email = line(_l("E-mail"), DataRequired(), IsEmail(), most=254)
    name = line(_l("Name"), DataRequired(), most=60)
    role = SelectField(_l("Role"), choices=INVITED_CHOICES, default=Role.STAFF.value)
