"""What the site keeps about people, why, and for how long."""

from flask import Blueprint, render_template

from accounts.services import consents
from core.i18n import current_language

bp = Blueprint("privacy", __name__, url_prefix="/privacy")


@bp.get("")
def show() -> str:
    """A text, not sentences of an interface: it stands in both languages as a whole."""
    return render_template(
        "hoidap/privacy/show.html", language=current_language(), version=consents.TEXTS["terms"]
    )
