"""A hit was opened: a script says so in passing, after the page was left for it."""

import re

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from core.i18n import LANGUAGES
from core.text import clean_line
from search.models import StepKind
from search.services import limits, log

bp = Blueprint("steps", __name__, url_prefix="/steps")
_REF = re.compile(r"(?:article|thread):[0-9]{1,10}")


@bp.post("")
def create() -> ResponseReturnValue:
    """Words, language and the thing opened; asks neither who it was nor the database.

    It carries no token of ours: results are kept and shown to many. A browser says where a script's
    call comes from, and other sites are refused (hoidap/headers.py); what says nothing is here.
    """
    words = clean_line(request.form.get("q", "")[:2000])[:256]
    ref, language = request.form.get("ref", ""), request.form.get("language", "")
    if not request.headers.get("Origin", "null").startswith("http"):
        abort(403)
    if not _REF.fullmatch(ref) or language not in LANGUAGES:
        abort(422)
    limits.count_step(request.remote_addr or "")
    log.note_step(words, language, StepKind.OPENED, ref)
    return "", 204, {"Cache-Control": "private, no-store"}
