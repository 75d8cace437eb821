"""The knowledge base: articles that staff stand behind. Announces; knows nobody above it."""

from flask import Flask

from core import counters


def init_app(app: Flask) -> None:
    from kb import handlers, models  # noqa: F401
    from kb.cli import cli
    from kb.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(cli)
    counters.count_by_day("article", "view_count", days="article_day", key="article_id")
