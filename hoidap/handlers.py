"""What the front door does when it hears news, in the worker."""

from pathlib import Path

from flask import current_app

from accounts.models import User
from core.db import db
from core.events import Delivery, hears
from hoidap import own_help


@hears("help.wanted")
def take_in_own_help(delivery: Delivery) -> None:
    """Read the shipped articles: dozens of pages to draw, too long for a request."""
    folder = Path(current_app.config["HOIDAP_CONTENT_PATH"])
    own_help.take_in(folder, by=db.session.get_one(User, delivery.subject_id))
