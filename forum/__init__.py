"""The forum: customers and staff talk about products; staff keep it kind and true."""

from flask import Flask


def init_app(app: Flask) -> None:
    from forum import handlers  # noqa: F401
    from forum.cli import cli
    from forum.forms import label
    from forum.views import bp, follow_ups

    app.register_blueprint(bp)
    app.cli.add_command(cli)
    # A mail program's one click carries no token of ours; the view asks for one otherwise.
    app.extensions["csrf"].exempt(follow_ups.stop)
    app.jinja_env.filters["forum_label"] = label
