"""What is made anew from the rest once everything came."""

from core.db import db
from core.markdown.safely import stop as stop_rendering
from forum.services import counting as forum_counting
from kb.services import counting as kb_counting
from search.services import engine


def make_anew() -> None:
    """The numbers beside lists, and the index in bulk. Commits."""
    kb_counting.renew()
    forum_counting.renew_rooms()
    db.session.commit()
    stop_rendering()  # it is not needed any more, and holds some 100 MB
    # By one process: an import takes as much memory for much as for little, and the rest of it
    # took far longer than a second one could save here.
    engine.rebuild(processes=1)
