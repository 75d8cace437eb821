"""What an operator can do in the forum."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from accounts.models import Role, User
from core.db import db
from core.db import reading as only_reading
from forum.services import thread_lists

cli = AppGroup("forum", help="Look after the forum.")


@cli.command("unanswered")
@click.option("--limit", default=20, show_default=True, help="How many to print.")
def unanswered(limit: int) -> None:
    """Print the questions nobody has replied to, the longest waiting first."""
    with only_reading():
        staff = select(User).where(User.role.in_((Role.ADMIN, Role.STAFF))).order_by(User.id)
        actor = db.session.scalar(staff.limit(1))
        lines = thread_lists.unanswered(actor, limit=limit) if actor else []
        for line in lines:
            days = line.waiting.days
            hours = line.waiting.seconds // 3600
            click.echo(f"{days:4d} d {hours:2d} h  {line.url}  {line.title}")
        db.session.rollback()
    click.echo(f"{len(lines)} unanswered.")
