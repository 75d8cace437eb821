"""The pages under /accounts/, one file per noun."""

from flask import Blueprint

from accounts.views import claims, identities, invitations, passwords, people, sessions

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
for noun in (claims, identities, invitations, passwords, people, sessions):
    bp.register_blueprint(noun.bp)
