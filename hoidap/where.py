"""`hoidap where /forum/posts/7/hide`: which file draws this page?"""

import inspect
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from werkzeug.exceptions import MethodNotAllowed, NotFound

from hoidap.paths import ROOT


def view_of(app: Flask, path: str) -> tuple[str, Path, int]:
    """The endpoint, view file and line behind a path. Raises NotFound."""
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(path, method="GET")
    except MethodNotAllowed:
        endpoint, _ = adapter.match(path, method="POST")
    view = inspect.unwrap(app.view_functions[endpoint])
    file = Path(inspect.getsourcefile(view) or "")
    return endpoint, file.relative_to(ROOT), inspect.getsourcelines(view)[1]


@click.command("where")
@click.argument("path")
@with_appcontext
def where(path: str) -> None:
    """Print the endpoint, view, template and test behind a URL path."""
    try:
        endpoint, file, line = view_of(current_app, path.partition("?")[0])
    except NotFound:
        raise click.ClickException(f"No page answers {path}.") from None
    package, noun, verb = endpoint.split(".")
    click.echo(f"endpoint  {endpoint}")
    click.echo(f"view      {file}:{line}")
    click.echo(f"template  templates/{package}/{noun}/{verb}.html")
    click.echo(f"test      tests/{package}/test_{noun}.py")
