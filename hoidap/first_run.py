"""An empty site: is it set up, and the one-time link that lets its owner in."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from accounts.models import Purpose, Role, User
from accounts.services import tokens
from core.db import db, reading

LINK_LIVES = timedelta(days=7)


def is_set_up() -> bool:
    """Whether the site has an admin."""
    return db.session.scalar(select(User.id).where(User.role == Role.ADMIN).limit(1)) is not None


def setup_link() -> str | None:
    """A fresh one-time link to /setup, or None when the site has its first admin. Commits."""
    with reading():
        done = is_set_up()
        db.session.rollback()
    if done:
        return None
    token = tokens.issue(Purpose.SETUP, 0, LINK_LIVES)
    db.session.commit()
    return f"{current_app.config['HOIDAP_BASE_URL']}/setup?token={token}"
