"""Pictures that were given to the site: they never change, and can do nothing."""

from flask import Blueprint, abort, send_from_directory
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core.db import db
from core.uploads import Upload
from hoidap.pictures import uploads_folder

bp = Blueprint("uploads", __name__, url_prefix="/uploads")


@bp.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    upload = db.session.scalar(select(Upload).where(Upload.key == key)) or abort(404)
    answer = send_from_directory(uploads_folder(), upload.key, mimetype=upload.media_type)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer
