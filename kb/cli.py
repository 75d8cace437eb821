"""The content folder, for operators and writers."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from core.db import db
from core.worker import stop_on_signals
from kb import content
from kb.content import watching
from kb.content.lock import FolderBusy
from kb.content.syncing import FolderMissing, Report, Step
from kb.services import variables

cli = AppGroup("kb", help="Look after the content folder.")
FOLDER = click.Path(file_okay=False, path_type=Path)


def _folder() -> Path:
    folder: Path = current_app.config["HOIDAP_CONTENT_PATH"]
    return folder


@cli.command("sync")
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--watch", is_flag=True, help="Go on: sync whenever a file changes, until stopped.")
@click.option("--publish", is_flag=True, help="Without a reviewer, for whom the files say.")
def sync(dry_run: bool, watch: bool, publish: bool) -> None:
    """Take changed files in as revisions; exit code 1 when a file is broken."""
    if dry_run and watch:
        raise click.UsageError("--watch changes what it finds: it goes without --dry-run.")
    try:
        if watch:
            _watch(publish)
            return
        report = content.sync(_folder(), dry_run=dry_run, publish=publish)
    except FolderMissing as missing:
        raise click.ClickException(f"There is no content folder at {missing}.") from None
    except FolderBusy:
        raise click.ClickException("Another sync of the folder is under way.") from None
    _tell(report)
    if report.problems:
        raise SystemExit(1)


def _watch(publish: bool) -> None:
    stop = stop_on_signals()
    click.echo(f"Watching {_folder()}; TERM or Ctrl-C ends it.")
    for report in watching.watch(_folder(), stop, publish=publish):
        _tell(report)
    click.echo("Ended.")


def _tell(report: Report) -> None:
    for step, path in report.steps:
        click.echo(f"{step:9} {path}")
    for problem in report.problems:
        click.echo(str(problem), err=True)
    counts = ", ".join(f"{report.count(step)} {step}" for step in Step)
    click.echo(f"{counts}, {report.unchanged} unchanged, {len(report.problems)} broken.")


@cli.command("check")
@click.argument("path", type=FOLDER, required=False)
def check(path: Path | None) -> None:
    """Look a content folder through; exit code 1 when something is wrong."""
    folder = path or _folder()
    if not folder.is_dir():
        raise click.ClickException(f"There is no folder {folder}.")
    problems = content.check(folder, unknown=_unknown)
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(f"{len(problems)} problems.")
    if problems:
        raise SystemExit(1)


def _unknown(names: set[str]) -> list[str]:
    """Names of variables that the site does not know; where there is no site, none is judged."""
    try:
        return variables.unknown(names)
    except SQLAlchemyError:
        db.session.rollback()
        return []


@cli.command("export")
@click.argument("path", type=FOLDER)
def export(path: Path) -> None:
    """Write every published article as a file below PATH."""
    click.echo(f"{content.export(path, _folder())} files written.")
