"""The forum: customers and staff talk about products; staff keep it kind and true."""

from flask import Flask


def init_app(app: Flask) -> None:
    from forum import handlers  # noqa: F401
    from forum.cli import cli
    from forum.forms import label
    from forum.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(cli)
    app.jinja_env.filters["forum_label"] = label
