"""People: who they are, how they come in, what they may do, what they are told."""

from flask import Flask
from flask_login import LoginManager

from accounts import cli, handlers, permissions, views  # handlers and rules register at import
from accounts.models import Visitor
from accounts.views import browser

__all__ = ["handlers", "init_app", "permissions"]


def init_app(app: Flask) -> None:
    login = LoginManager()
    login.login_view = "accounts.sessions.new"
    login.login_message = None  # the sign-in page says why one is there
    login.session_protection = None  # our session is a row, not Flask-Login's cookie
    login.anonymous_user = Visitor
    login.request_loader(browser.person_of)
    login.init_app(app)
    app.teardown_request(browser.note_seen)
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.accounts)
