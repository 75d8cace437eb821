"""Pictures that were given to the site: they never change, and can do nothing."""

import re

from flask import Blueprint, Response, abort, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from core.db import db, release
from core.permissions import authorize
from core.uploads import Upload
from hoidap import pictures
from hoidap.forms.pictures import PictureForm, why_refused
from hoidap.keeping import uploads_folder
from kb import permissions

bp = Blueprint("uploads", __name__, url_prefix="/uploads")
BOX = (1600, 1600)  # pixels that a picture in an article fits into
_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>!])")


@bp.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    upload = db.session.scalar(select(Upload).where(Upload.key == key)) or abort(404)
    answer = send_from_directory(uploads_folder(), upload.key, mimetype=upload.media_type)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Writers give a picture and get the Markdown that shows it. `quietly`: for the script."""
    authorize(permissions.write_article)
    form = PictureForm()
    markdown = _kept(form) if form.validate_on_submit() else ""
    code = 422 if form.errors else 200
    if "quietly" in request.form:
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return Response(markdown or words, code, mimetype="text/plain")
    return render_template("hoidap/uploads/new.html", form=form, markdown=markdown), code


def _kept(form: PictureForm) -> str:
    """The Markdown of the picture, kept by us; "" with a word at its field where it is refused."""
    release()  # drawing it anew may take a moment
    try:
        picture = pictures.redraw(form.picture.data.read(pictures.MOST_BYTES + 1), BOX)
    except pictures.Refused as refused:
        form.picture.errors = [why_refused(refused.why)]
        return ""
    upload = pictures.keep(picture, by=current_user)
    db.session.commit()
    alt = _MEANS_SOMETHING.sub(r"\\\1", form.alt.data)
    return f"![{alt}]({upload.url})"
