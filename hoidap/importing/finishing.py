"""What is made anew from the rest once everything came."""

from core.db import db
from forum.services import counting as forum_counting
from kb.services import counting as kb_counting
from search.services import engine


def make_anew() -> None:
    """The numbers beside lists, and the index in bulk. Commits."""
    kb_counting.renew()
    forum_counting.renew_rooms()
    db.session.commit()
    engine.rebuild()
