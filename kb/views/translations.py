"""Translations: what is missing or older than its source, and "this one is up to date"."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from core.db import db
from core.i18n import LANGUAGES, current_language
from core.permissions import authorize
from kb import permissions
from kb.forms import DeedForm
from kb.services import reading, translations

bp = Blueprint("translations", __name__, url_prefix="/translations")


@bp.get("/")
def index() -> str:
    """What a language lacks, or with `?filter=outdated` says in an older text."""
    authorize(permissions.see_drafts)
    asked, wanted = request.args.get("language", ""), request.args.get("filter", "")
    language = asked if asked in LANGUAGES else current_language()
    is_outdated = wanted == "outdated"
    listed = translations.outdated_in if is_outdated else translations.missing_in
    found = listed(language, before=request.args.get("before", type=int))
    return render_template(
        "kb/translations/index.html",
        language=language,
        is_outdated=is_outdated,
        articles=found[: translations.PER_PAGE],
        more=found[translations.PER_PAGE - 1].id if len(found) > translations.PER_PAGE else None,
    )


@bp.post("/<int:article_id>/confirm")
def confirm(article_id: int) -> ResponseReturnValue:
    """It says what the text of its source says that the person saw."""
    article = reading.find_article(article_id, for_=current_user) or abort(404)
    authorize(permissions.confirm_translation, article)
    if DeedForm().validate_on_submit():
        seen = request.form.get("revision", 0, type=int)
        try:
            translations.confirm(article, seen, by=current_user)
        except translations.NoSuchText:
            abort(404)
        db.session.commit()
        flash(_("Noted: the translation is up to date."), "success")
    return redirect(article.url, 303)
