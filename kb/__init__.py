"""The knowledge base: articles that staff stand behind. Announces; knows nobody above it."""

from flask import Flask

from core import counters


def init_app(app: Flask) -> None:
    from core.diff import diff_words
    from kb import handlers, models  # noqa: F401
    from kb.cli import cli
    from kb.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(cli)
    app.jinja_env.globals["diff_words"] = diff_words
    counters.count_by_day("article", "view_count", days="article_day", key="article_id")
