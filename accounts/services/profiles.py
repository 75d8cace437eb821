"""What a person says about themselves."""

from accounts.models import User
from core.db import db

NAME_LONGEST, ABOUT_LONGEST = 60, 500  # characters


def update(user: User, *, name: str, about: str, language: str, wants_follow_ups: bool) -> None:
    """Change the shown name, the few words about oneself, and the language of pages and mails.

    wants_follow_ups -- whether mails ask how it went and whether it is still fine.
    The caller commits.
    """
    user.name = name
    user.about = about
    user.language = language
    user.wants_follow_ups = wants_follow_ups
    db.session.flush()
