"""What a person says about themselves."""

from accounts.models import User
from core.db import db

NAME_LONGEST, ABOUT_LONGEST = 60, 500  # characters


def update(user: User, *, name: str, about: str, language: str) -> None:
    """Change the shown name, the few words about oneself, and the language of pages and mails.

    The caller commits.
    """
    user.name = name
    user.about = about
    user.language = language
    db.session.flush()
