"""`hoidap import FORMAT PATH`: move in from another system, or from a folder of Markdown."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import inspect

from core.audience import Audience
from core.db import db
from core.i18n import LANGUAGES
from hoidap.importing import running, sources
from hoidap.importing.lock import ImportRunning
from hoidap.importing.report import Report
from hoidap.importing.source import BadExport, Options
from hoidap.importing.whole import running as whole
from hoidap.progress import Bar
from kb.models import ArticleStatus


@click.command("import")
@click.argument(
    "format_", metavar="FORMAT", type=click.Choice(sorted([*sources.FORMATS, whole.FORMAT]))
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the former system here; the file's name by default.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="vi", show_default=True)
@click.option("--url", default="", help="Where the former site stood: https://help.example.com")
@click.option("--category", default="", help="Category for threads that name none.")
@click.option("--collection", default="", help="Collection for articles that name none.")
@click.option("--audience", type=click.Choice(list(Audience)), default=Audience.PUBLIC)
@click.option("--status", type=click.Choice(["draft", "published"]), default="published")
@click.option("--emails", type=click.File(), help="CSV: member's name or id, e-mail address.")
@click.option("--dry-run", is_flag=True, help="Say what would come; change nothing.")
@click.option("--report", "report_path", type=click.Path(path_type=Path), help="Also as JSON.")
@with_appcontext
def import_(
    format_: str, path: Path, dry_run: bool, report_path: Path | None, **given: Any
) -> None:
    """Bring in an export. Safe to interrupt and to repeat: nothing is doubled."""
    try:
        with Bar() as bar:
            if format_ == whole.FORMAT:
                _lay_tables()
                report = whole.bring_in(path, dry_run=dry_run, tick=bar.tick)
            else:
                options = _options(path, **given)
                report = running.run(format_, path, options, dry_run=dry_run, tick=bar.tick)
    except BadExport as problem:
        raise click.ClickException(str(problem)) from None
    except ImportRunning:
        raise click.ClickException("Another import is under way on this site.") from None
    if report_path is not None:
        report_path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    tell(report)
    if format_ == whole.FORMAT and not dry_run:
        click.echo("Passwords do not come along: people come back by “forgotten password”;")
        click.echo("`hoidap accounts make-admin ADDRESS` prints such a link for an admin.")


def _lay_tables() -> None:
    """An export may come into a folder where nothing is yet."""
    if not inspect(db.engine).has_table("user"):
        upgrade()


def _options(path: Path, *, name: str | None, emails: Any, **given: Any) -> Options:
    rows = csv.reader(emails) if emails else ()
    stem = path.name.split(".")[0] or "import"
    return Options(
        name=name or stem,
        language=given["language"],
        url=given["url"],
        category=given["category"],
        collection=given["collection"],
        audience=Audience(given["audience"]),
        status=ArticleStatus(given["status"]),
        emails={row[0].strip(): row[1].strip() for row in rows if len(row) >= 2},
    )


def tell(report: Report, echo: Callable[[str], object] = click.echo) -> None:
    """Print the report: numbers first, then all that needs a look."""
    found = report.as_json()
    for kind, steps in found["counts"].items():
        echo(f"{kind:12} " + ", ".join(f"{count:,} {step}" for step, count in steps.items()))
    for what, count in found["links"].items():
        echo(f"links        {count:,} {what}")
    for where, why in found["skipped"]:
        echo(f"skipped      {where}: {why}")
    if found["skipped_unnamed"]:
        echo(f"skipped      {found['skipped_unnamed']:,} more")
    for name, each in found["constructs"].items():
        echo(f"noted        {each['count']:,} × {name} (as in {', '.join(each['examples'][:3])})")
