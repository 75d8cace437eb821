"""The files people gave, for operators."""

import click
from flask.cli import AppGroup

from hoidap import unused_uploads

uploads = AppGroup("uploads", help="Look after the pictures and files that writers gave.")


@uploads.command("clean")
@click.option("--dry-run", is_flag=True, help="Name them; remove nothing.")
def clean(dry_run: bool) -> None:
    """Remove files older than 30 days that no text names; the worker does so every night."""
    if dry_run:
        keys = unused_uploads.unused()
        for key in keys:
            click.echo(key)
        click.echo(f"{len(keys)} would be removed.")
    else:
        click.echo(f"{unused_uploads.remove_unused()} removed.")
