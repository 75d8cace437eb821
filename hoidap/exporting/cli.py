"""`hoidap export PATH`: the whole site as files."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from hoidap.exporting import running
from hoidap.exporting.manifest import Manifest
from hoidap.exporting.packing import NoPlace
from hoidap.exporting.writing import TooLong
from hoidap.progress import Bar


@click.command("export")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def export(path: Path) -> None:
    """Write the whole site to PATH: a new folder, or an archive (.tar.gz, .zip)."""
    try:
        with Bar() as bar:
            told = running.export(path, bar.tick)
    except (NoPlace, TooLong) as problem:
        raise click.ClickException(str(problem)) from None
    tell(told)


def tell(told: Manifest) -> None:
    """Print how much went out, and what did not."""
    for table, count in sorted(told.counts.items()):
        click.echo(f"{table:18} {count:>10,}")
    click.echo(f"{'files':18} {told.files:>10,}")
    click.echo("Not exported:")
    for what, why in told.left_out.items():
        click.echo(f"  {what}: {why}")
    for note in told.notes:
        click.echo(f"Look at this: {note}.")
    click.echo("It holds people's addresses and private threads: keep it as the site itself.")
