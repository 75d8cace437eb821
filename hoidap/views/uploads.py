"""Pictures and other files that were given to the site: they never change, and can do nothing."""

import re

from flask import Blueprint, Response, abort, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from core.db import db, release
from core.permissions import authorize
from core.uploads import Upload
from hoidap import attachments, file_names, keeping, pictures
from hoidap.forms.pictures import why_refused as why_no_picture
from hoidap.forms.uploads import ACCEPTED, UploadForm, why_refused
from hoidap.importing.wording import size
from hoidap.keeping import uploads_folder
from kb import permissions

bp = Blueprint("uploads", __name__, url_prefix="/uploads")
BOX = (1600, 1600)  # pixels that a picture in an article fits into
# Sent at once: what is a little too large is still read, and told at its field.
MOST_BYTES = attachments.MOST_BYTES + 2 * 1024 * 1024
_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>!])")


@bp.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: object) -> None:
    """Before anything reads the form: a writer's file may be larger than other forms."""
    if endpoint == "hoidap.uploads.new" and permissions.write_article(current_user):
        request.max_content_length = MOST_BYTES


@bp.get("/<key>")
@bp.get("/<key>/<name>")
def show(key: str, name: str | None = None) -> ResponseReturnValue:
    """A picture as it is; any other file to be saved, called as its address says."""
    upload = db.session.scalar(select(Upload).where(Upload.key == key)) or abort(404)
    is_picture = upload.media_type in pictures.FORMATS
    if is_picture and name is not None:
        abort(404)
    answer = send_from_directory(
        uploads_folder(),
        upload.key,
        mimetype=upload.media_type,
        as_attachment=not is_picture,
        download_name=None if is_picture else _saved_as(upload, name),
    )
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer


def _saved_as(upload: Upload, name: str | None) -> str:
    stem, _dot, ending = upload.key.partition(".")
    return file_names.saved_as(file_names.words_of(name or stem, ending), ending)


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Writers give a picture or a file, and get the Markdown for it. `quietly`: for the script."""
    authorize(permissions.write_article)
    form = UploadForm()
    markdown = _kept(form) if form.validate_on_submit() else ""
    code = 422 if form.errors else 200
    if "quietly" in request.form:
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return Response(markdown or words, code, mimetype="text/plain")
    return _page(form, markdown), code


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """So large that it was not even read to its end: what was typed was never seen."""
    authorize(permissions.write_article)
    form = UploadForm(formdata=None)
    form.file.errors = [why_refused("large")]
    return _page(form), 413


def _page(form: UploadForm, markdown: str = "") -> str:
    return render_template(
        "hoidap/uploads/new.html", form=form, markdown=markdown, accepted=ACCEPTED
    )


def _kept(form: UploadForm) -> str:
    """The Markdown of what was sent; "" with a word at its field where it is refused."""
    release()  # drawing a picture anew may take a moment
    data = form.file.data.read(attachments.MOST_BYTES + 1)
    try:
        if pictures.media_type_of(data):
            return _picture(form, data)
        return _attachment(form, data)
    except pictures.Refused as refused:
        form.file.errors = [why_no_picture(refused.why)]
    except attachments.Refused as refused:
        form.file.errors = [why_refused(refused.why)]
    return ""


def _picture(form: UploadForm, data: bytes) -> str:
    if not form.words.data:
        form.words.errors = [_("Say what it shows: not everybody sees it.")]
        return ""
    upload = pictures.keep(pictures.redraw(data, BOX), by=current_user)
    db.session.commit()
    return f"![{_as_text(form.words.data)}]({upload.url})"


def _attachment(form: UploadForm, data: bytes) -> str:
    """A link that says what a click brings, as readers on a phone want to know."""
    sent = form.file.data.filename or ""
    found = attachments.recognised(data, sent)
    upload = keeping.keep(found.data, found.ending, found.media_type, by=current_user)
    db.session.commit()
    name = file_names.words_of(sent, found.ending)
    saved_as = file_names.saved_as(name, found.ending)
    words = _as_text(form.words.data or name or saved_as)
    about = f"{found.ending.upper()}, {size(max(upload.size, 1024))}"
    return f"[{words} ({about})]({upload.url}/{saved_as})"


def _as_text(typed: str) -> str:
    return _MEANS_SOMETHING.sub(r"\\\1", typed)
