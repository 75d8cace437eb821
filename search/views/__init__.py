from flask import Blueprint

from search.views import gaps, look_alikes, results, suggestions, waiting

bp = Blueprint("search", __name__, url_prefix="/search")
for page in (results, suggestions, look_alikes, waiting, gaps):
    bp.register_blueprint(page.bp)
