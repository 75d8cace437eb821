from flask import Blueprint

from kb.views import articles, collections, products, revisions, translations

bp = Blueprint("kb", __name__, url_prefix="/kb")
for page in (articles, collections, products, revisions, translations):
    bp.register_blueprint(page.bp)
