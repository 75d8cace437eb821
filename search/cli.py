"""Look after the index."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from accounts.models import Visitor
from accounts.services import identities
from core.permissions import Actor
from search.contract import Filters, IndexUnavailable
from search.merging import MAX_EQUALS
from search.services import engine, explaining, finding
from search.services.rebuilding import Watch

cli = AppGroup("search", help="Look after the index.")


@cli.command("rebuild")
@click.option(
    "--processes",
    type=click.IntRange(1, MAX_EQUALS),
    help="How many work at once; not said: one for each core, at most four, fewer on a small site.",
)
def rebuild(processes: int | None) -> None:
    """Make a fresh index from the database and switch to it; searching goes on meanwhile."""
    with _bar("indexing") as watch:
        count = engine.rebuild(processes, watch)
    click.echo(f"{count} documents indexed.")


@contextmanager
def _bar(label: str) -> Iterator[Watch]:
    """A progress bar, none where the output is no terminal."""
    hidden = not sys.stdout.isatty()
    with click.progressbar(length=1, label=label, show_pos=True, hidden=hidden) as bar:

        def watch(total: int, done: int) -> None:
            bar.length = total
            bar.update(done)

        yield watch


@cli.command("check")
@click.option("--mend", is_flag=True, help="Mend what differs.")
def check(mend: bool) -> None:
    """Compare the index with the database: what is there, who may see it, by which words it is
    found, narrowed and ordered. Exit code 1 when they differ."""
    state = engine.health()
    if state != "ok":
        raise click.ClickException(f"The index is {state}: hoidap search rebuild makes it anew.")
    with _bar("comparing") as watch:
        found = engine.check(watch)
    for ref in found.missing:
        click.echo(f"missing {ref}")
    for ref in found.stray:
        click.echo(f"stray   {ref}")
    for ref, parts in found.differing.items():
        click.echo(f"differs {ref} ({', '.join(parts)})")
    for ref in found.ahead:
        click.echo(f"ahead   {ref}")
    click.echo(
        f"{len(found.missing)} missing, {len(found.stray)} stray,"
        f" {len(found.differing)} different, {len(found.ahead)} ahead of their time."
    )
    if found.is_sound:
        return
    if not mend:
        raise SystemExit(1)
    engine.mend(found)
    click.echo("Mended.")


@cli.command("query")
@click.argument("words")
@click.option("--as", "email", help="As the person with this address finds it, not a visitor.")
@click.option("--explain", "is_explained", is_flag=True, help="Say why each is found.")
@click.option("--json", "is_json", is_flag=True, help="The explanation as JSON.")
def query(words: str, email: str | None, is_explained: bool, is_json: bool) -> None:
    """Print what a visitor finds, or somebody else."""
    actor = _person(email) if email else Visitor()
    try:
        if is_explained or is_json:
            found = explaining.explain(words, for_=actor, filters=Filters())
            click.echo(explaining.as_json(found) if is_json else explaining.as_text(found))
            return
        page = finding.find(words, for_=actor, filters=Filters())
    except IndexUnavailable as problem:
        raise click.ClickException(f"The index cannot be read ({problem}).") from None
    for line in page.lines:
        click.echo(f"{line.ref:14} {''.join(piece.text for piece in line.title)}")
    click.echo(
        f"{page.total} found{', but nothing that looks like an answer' if page.has_failed else ''}."
    )


def _person(email: str) -> Actor:
    try:
        identity = identities.find_by_email(identities.normalised_email(email))
    except identities.BadAddress:
        identity = None
    if identity is None:
        raise click.ClickException(f"Nobody here has the address {email!r}.")
    return identity.user
