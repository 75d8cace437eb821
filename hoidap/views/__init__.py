"""Pages that show several floors or have no package in their path: one file per first word."""

from flask import Blueprint

from hoidap.views import home, language

bp = Blueprint("hoidap", __name__)
for page in (home, language):
    bp.register_blueprint(page.bp)
