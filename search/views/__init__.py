from flask import Blueprint

from search.views import gaps, look_alikes, results, steps, suggestions, waiting

bp = Blueprint("search", __name__, url_prefix="/search")
for page in (results, suggestions, look_alikes, steps, waiting, gaps):
    bp.register_blueprint(page.bp)
