"""The development site: `hoidap demo run` makes it at first start and serves it."""

import shutil
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from accounts.models import User
from core import worker
from core.db import db, reading
from core.dialects import is_sqlite
from search.services import engine

demo = AppGroup("demo", help="A throw-away site with a demo community (development mode only).")


def _only_in_development() -> None:
    if current_app.config["HOIDAP_MODE"] != "development":
        raise click.ClickException(
            "The demo has people without passwords: it needs HOIDAP_MODE=development."
        )


@demo.command("run")
def run() -> None:
    """Make the demo site if it is not there, and serve it with its worker."""
    from hoidap import serving

    _only_in_development()
    make()
    serving.announce_assets()
    click.echo(f"Hoidap answers on {current_app.config['HOIDAP_BASE_URL']}")
    click.echo("The bar at the top of each page switches between the demo people.")
    serving.serve(current_app.config["HOIDAP_BIND"], current_app.config["HOIDAP_WEB_PROCESSES"])


@demo.command("renew")
def renew() -> None:
    """Throw the demo site away and make it again."""
    _only_in_development()
    folder: Path = current_app.config["HOIDAP_INSTANCE_PATH"]
    try:
        with worker.place(folder / "worker.lock", alone=True):
            if not is_sqlite(current_app.config["HOIDAP_DATABASE_URL"]):
                downgrade(revision="base")
            db.session.remove()
            db.engine.dispose()
            for item in folder.iterdir():
                if item.name not in ("secret-key", "worker.lock"):
                    shutil.rmtree(item) if item.is_dir() else item.unlink()
    except worker.WorkerRunning as other:
        raise click.ClickException(
            f"The site is running (process {other}). Stop it first."
        ) from None
    make()


def make() -> None:
    """Bring the database up to date; fill it if nobody lives there yet; index it."""
    from hoidap.demo.seeding import seed

    upgrade()
    with reading():
        inhabited = db.session.scalar(select(User.id).limit(1)) is not None
        db.session.rollback()
    if inhabited:
        return
    click.echo(f"A new demo site: {seed()}.")
    engine.ensure()
    db.session.remove()  # the worker has a session, and SQLite a write lock, of its own
    worker.work_off(current_app._get_current_object())  # type: ignore[attr-defined]
