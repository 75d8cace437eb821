from flask import Blueprint

from forum.views import categories, nominations, posts, queue, threads

bp = Blueprint("forum", __name__, url_prefix="/forum")
for page in (threads, categories, posts, queue, nominations):
    bp.register_blueprint(page.bp)
