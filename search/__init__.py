"""Search: reads what kb and forum write. They do not know it exists."""

from flask import Flask


def init_app(app: Flask) -> None:
    from search import buffer, handlers, models  # noqa: F401
    from search.cli import cli
    from search.services import engine, related  # noqa: F401 (it registers itself)
    from search.views import bp, steps, waiting

    app.register_blueprint(bp)
    app.cli.add_command(cli)
    engine.init_app(app)
    buffer.init_app(app)
    # A mail program's one click carries no token of ours; the view asks for one otherwise.
    app.extensions["csrf"].exempt(waiting.leave)
    app.extensions["csrf"].exempt(steps.create)  # it says why
