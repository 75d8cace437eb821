"""The front page: search first, then what many people want."""

from flask import Blueprint, render_template
from flask_login import current_user

from accounts.services import products
from core.i18n import current_language
from forum.services import thread_lists
from kb.services import reading as kb_reading

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> str:
    language = current_language()
    return render_template(
        "hoidap/home/index.html",
        featured=kb_reading.featured(for_=current_user, language=language)
        or kb_reading.newest(for_=current_user, language=language),
        shelves=[s for s in kb_reading.shelves(for_=current_user, language=language) if s.total],
        products=products.listed(12),
        solved=thread_lists.newest_solved(current_user, limit=6),
    )
