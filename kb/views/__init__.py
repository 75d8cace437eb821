from flask import Blueprint

from kb.views import articles, collections, products, proofs, proposals, revisions, unsaved

bp = Blueprint("kb", __name__, url_prefix="/kb")
for page in (articles, collections, products, proofs, proposals, revisions, unsaved):
    bp.register_blueprint(page.bp)
