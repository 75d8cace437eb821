from flask import Blueprint

from kb.views import (
    articles,
    collections,
    feedback,
    products,
    proofs,
    proposals,
    receipts,
    reviews,
    revisions,
    translations,
    unsaved,
)

bp = Blueprint("kb", __name__, url_prefix="/kb")
for page in (
    articles,
    collections,
    feedback,
    products,
    proofs,
    proposals,
    receipts,
    reviews,
    revisions,
    translations,
    unsaved,
):
    bp.register_blueprint(page.bp)
