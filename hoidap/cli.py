"""The `hoidap` command: run, worker, demo, uploads, where, and each package's own verbs."""

import click
from flask import Flask
from flask.cli import FlaskGroup, routes_command, shell_command, with_appcontext

from core import events, worker
from core.dialects import is_sqlite
from hoidap.serving import run
from hoidap.uploads_cli import uploads
from hoidap.where import where


def init_app(app: Flask) -> None:
    from hoidap.demo import demo  # it knows every package: loaded when the app is whole
    from hoidap.exporting.cli import export
    from hoidap.importing.cli import import_
    from hoidap.importing.working import import_run

    for command in (run, work, demo, import_, import_run, export, uploads, where):
        app.cli.add_command(command)
    for command in (routes_command, shell_command):
        app.cli.add_command(command)


def _create() -> Flask:
    from hoidap import config, create_app

    try:
        return create_app()
    except config.BadSetting as problem:
        raise click.ClickException(str(problem)) from None


@click.command("worker")
@with_appcontext
def work() -> None:
    """Hear what was announced and run what is due, until stopped."""
    from flask import current_app

    from hoidap.importing import children

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    alone = is_sqlite(app.config["HOIDAP_DATABASE_URL"])
    try:
        with worker.place(app.config["HOIDAP_INSTANCE_PATH"] / "worker.lock", alone=alone):
            if alone:
                events.take_over()
            try:
                worker.run_forever(app, worker.stop_on_signals())
            finally:
                children.end_all()
    except worker.WorkerRunning as other:
        raise click.ClickException(
            f"A worker runs already for this site (process {other}). One is enough; stop it first."
        ) from None


@click.group(
    cls=FlaskGroup, create_app=_create, add_default_commands=False, add_version_option=False
)
def main() -> None:
    """Hoidap: a knowledge base and a community forum in one place."""
