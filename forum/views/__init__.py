from flask import Blueprint

from forum.views import categories, posts, queue, threads

bp = Blueprint("forum", __name__, url_prefix="/forum")
for page in (threads, categories, posts, queue):
    bp.register_blueprint(page.bp)
