"""The front door: puts the packages together. Imports everything; nothing imports it."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import accounts
import forum
import kb
import search
from core import counters, dialects, i18n, markdown
from core.db import db, render_item
from core.panels import panels
from core.permissions import can
from hoidap import (
    assets,
    cli,
    config,
    errors,
    field_errors,
    first_run,
    headers,
    page,
    page_cache,
    paths,
    shared_pages,
    views,
    wording,
)
from hoidap.importing.receiving import Request

PACKAGES = (accounts, kb, forum, search)
csrf = CSRFProtect()


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The whole site as one WSGI application. Raises config.BadSetting.

    overrides -- settings that win over the environment, by their HOIDAP_ names (or Flask's).
    """
    app = Flask(
        "hoidap",
        root_path=str(paths.ROOT),
        static_folder=str(paths.STATIC),
        template_folder=str(paths.TEMPLATES),
    )
    app.request_class = Request
    app.config.from_mapping(config.load(overrides))
    app.config.from_mapping(overrides or {})
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(paths.TRANSLATIONS)
    _init_database(app)
    i18n.babel.init_app(app, locale_selector=i18n.chosen_language)
    csrf.init_app(app)
    Compress(app)
    for package in PACKAGES:
        package.init_app(app)
    app.register_blueprint(views.bp)
    from hoidap import handlers  # noqa: F401 (it registers itself)

    app.jinja_env.globals.update(can=can, panels=panels)
    app.jinja_env.filters["safe_html"] = markdown.safe_html
    for part in (assets, counters, wording, field_errors, page, headers, errors, first_run, cli):
        part.init_app(app)
    page_cache.init_app(app)
    shared_pages.init_app(app)
    if hops := app.config["HOIDAP_TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    return app


def _init_database(app: Flask) -> None:
    app.config["HOIDAP_INSTANCE_PATH"].mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        dialects.tune(db.engine, synchronous=app.config["HOIDAP_SQLITE_SYNCHRONOUS"])
    Migrate(
        app,
        db,
        directory=str(paths.MIGRATIONS),
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
