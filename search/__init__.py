"""Search: reads what kb and forum write. They do not know it exists."""

from flask import Flask


def init_app(app: Flask) -> None:
    from search import handlers, models  # noqa: F401
    from search.cli import cli
    from search.services import engine, log
    from search.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(cli)
    engine.init_app(app)
    log.init_app(app)
