from flask import Blueprint

from forum.views import (
    categories,
    follow_ups,
    nominations,
    posts,
    proofs,
    queue,
    ratings,
    reuses,
    thanks,
    threads,
)

bp = Blueprint("forum", __name__, url_prefix="/forum")
for page in (
    threads,
    categories,
    posts,
    queue,
    nominations,
    proofs,
    reuses,
    ratings,
    follow_ups,
    thanks,
):
    bp.register_blueprint(page.bp)
