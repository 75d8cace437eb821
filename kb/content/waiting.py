"""What was done here and is in no file yet: the worker still has to write it."""

from sqlalchemy import select

from core.db import db
from core.events import Delivery

WRITER = "kb.handlers.write_file"
INDEX_WRITER = "kb.handlers.write_index_files"
RENAMER = "kb.handlers.write_renamed"


def is_unwritten(handler: str, subject_id: int) -> bool:
    """Whether the worker still has to write this thing's file."""
    waiting = select(Delivery.id).where(
        Delivery.handler == handler,
        Delivery.subject_id == subject_id,
        Delivery.actor_id.is_not(None),  # somebody's deed here; what sync announces names nobody
    )
    return db.session.scalar(waiting.limit(1)) is not None
