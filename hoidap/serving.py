"""`hoidap run`: one parent, the web server and the worker as its children."""

import os
import signal
import subprocess
import sys
import time

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from hoidap import assets
from hoidap.paths import ROOT

WORKERS_NICENESS = 5
STOP_WITHIN = 10  # seconds, then KILL


@click.command("run")
@with_appcontext
def run() -> None:
    """Bring the database up to date and serve the site with its worker, until stopped."""
    config = current_app.config
    upgrade()
    announce_assets()
    _say_where(config["HOIDAP_BASE_URL"])
    serve(config["HOIDAP_BIND"], config["HOIDAP_WEB_PROCESSES"])


def announce_assets() -> None:
    if assets.assets_missing():
        click.echo("The front-end assets are missing: the site works, but looks plain.")
        click.echo("They come with `make assets` when the npm registry can be reached.")


def web_server(bind: str, processes: int, application: str = "hoidap:create_app()") -> list[str]:
    """The command that serves an application as we serve ours (the bench serves another)."""
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", bind, "--workers", str(processes)),
        *("--worker-class", "core.web_worker.Worker", "--threads", "4"),
        *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"),
        *("--max-requests", "200000", "--max-requests-jitter", "50000", application),
    ]


def serve(bind: str, processes: int) -> None:
    """Start both children; end both when TERM or INT comes or one of them dies."""
    gunicorn = web_server(bind, processes)
    worker = [sys.executable, "-m", "hoidap", "worker"]
    # A process that ends by a fault in a library says on its way out what it was doing.
    environment = os.environ | {"PYTHONFAULTHANDLER": "1"}
    children = [subprocess.Popen(each, cwd=ROOT, env=environment) for each in (gunicorn, worker)]
    # Where both want the processor, whoever waits for a page comes first.
    os.setpriority(os.PRIO_PROCESS, children[-1].pid, WORKERS_NICENESS)
    stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    failed = not stopping
    _end(children)
    if failed:
        raise click.ClickException("The server or the worker ended by itself; see above.")


def _end(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def _say_where(base_url: str) -> None:
    from hoidap.first_run import setup_link

    click.echo(f"Hoidap answers on {base_url}")
    if link := setup_link():
        click.echo(f"Nobody has set it up yet. Open this link once: {link}")
