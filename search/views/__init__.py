from flask import Blueprint

from search.views import gaps, log, look_alikes, results, steps, suggestions, waiting

bp = Blueprint("search", __name__, url_prefix="/search")
for page in (results, suggestions, look_alikes, steps, waiting, gaps, log):
    bp.register_blueprint(page.bp)
