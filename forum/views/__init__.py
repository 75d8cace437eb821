from flask import Blueprint

from forum.views import categories, nominations, posts, proofs, queue, reuses, threads

bp = Blueprint("forum", __name__, url_prefix="/forum")
for page in (threads, categories, posts, queue, nominations, proofs, reuses):
    bp.register_blueprint(page.bp)
