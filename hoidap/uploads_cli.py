"""The pictures people gave, for operators."""

import click
from flask.cli import AppGroup

from hoidap import unused_pictures

uploads = AppGroup("uploads", help="Look after the pictures that writers gave.")


@uploads.command("clean")
@click.option("--dry-run", is_flag=True, help="Name them; remove nothing.")
def clean(dry_run: bool) -> None:
    """Remove pictures older than 30 days that no text names; the worker does so every night."""
    if dry_run:
        keys = unused_pictures.unused()
        for key in keys:
            click.echo(key)
        click.echo(f"{len(keys)} would be removed.")
    else:
        click.echo(f"{unused_pictures.remove_unused()} removed.")
