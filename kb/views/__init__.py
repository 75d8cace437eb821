from flask import Blueprint

from kb.views import articles, collections, feedback, products, proofs, receipts, reviews, revisions

bp = Blueprint("kb", __name__, url_prefix="/kb")
for page in (articles, collections, feedback, products, proofs, receipts, reviews, revisions):
    bp.register_blueprint(page.bp)
