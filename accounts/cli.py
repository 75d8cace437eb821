"""What an operator can do with people."""

import click
from flask import current_app
from flask.cli import AppGroup

from accounts.models import Purpose
from accounts.services import identities, joining, tokens
from accounts.services.lifetimes import RESET_LINK
from accounts.services.profiles import NAME_LONGEST
from accounts.services.settings import get as setting
from core.db import db
from core.text import clean_line

accounts = AppGroup("accounts", help="People: who may run this site.")


@accounts.command("make-admin")
@click.argument("email")
@click.option(
    "--name", default="Admin", show_default=True, help="As others see it (a new account)."
)
def make_admin(email: str, name: str) -> None:
    """Make an admin: of the person with this address, or a new one.

    Prints a one-time link where the password is chosen; no password stands on the command line.
    """
    try:
        address = identities.normalised_email(email)
    except identities.BadAddress as problem:
        raise click.ClickException(f"{email!r} is no e-mail address: {problem}") from None
    user = joining.make_admin(
        name=clean_line(name)[:NAME_LONGEST] or "Admin",
        email=address,
        password_hash=None,
        language=setting("site_language"),
    )
    secret = None
    if user.password_hash is None:
        secret = tokens.issue(Purpose.RESET_PASSWORD, user.id, RESET_LINK)
    db.session.commit()
    click.echo(f"{user.name} (person {user.id}) is an admin.")
    if secret:
        link = f"{current_app.config['HOIDAP_BASE_URL']}/accounts/passwords/reset/{secret}"
        click.echo(f"Choose the password within an hour: {link}")
