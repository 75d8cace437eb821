"""What the front door does when it hears news, in the worker."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app

from accounts.models import User
from accounts.services import settings
from core.clock import now
from core.db import db
from core.events import Delivery, hears
from core.schedule import every
from hoidap import own_help, unused_uploads
from hoidap.figures import articles, daily
from hoidap.importing import children, lock, runs, storing
from hoidap.models import ImportRun

UPLOADS_KEPT = timedelta(days=7)
NIGHT = 3  # o'clock, of the site's clock


@hears("help.wanted")
def take_in_own_help(delivery: Delivery) -> None:
    """Read the shipped articles: dozens of pages to draw, too long for a request."""
    folder = Path(current_app.config["HOIDAP_CONTENT_PATH"])
    own_help.take_in(folder, by=db.session.get_one(User, delivery.subject_id))


@hears("import.asked")
def start_import(delivery: Delivery) -> None:
    """A child process does it: an import takes minutes, and nobody else shall wait for it."""
    children.start(delivery.subject_id)


@hears("import.cancelled")
def end_import(delivery: Delivery) -> None:
    """A dry run ends at once; an import hears of it, and puts in order what came already."""
    run = db.session.get_one(ImportRun, delivery.subject_id)
    if run.is_dry:
        children.end(run.id)


@every(timedelta(minutes=1))
def keep_imports_going() -> None:
    """An import whose child died, or was ended with the site, is begun again."""
    run = runs.under_way()
    if run is not None and lock.is_free():
        children.start(run.id)


@every(timedelta(minutes=1))
def remove_done_uploads() -> None:
    """What a child could not remove itself, since it was ended."""
    for run in runs.with_files():
        storing.remove_if_done(run)


@every(timedelta(hours=1))
def count_figures() -> None:
    """What the desk's figures add up."""
    daily.renew()
    db.session.commit()  # nobody shall wait for us while we count on
    articles.renew()


@every(timedelta(hours=1))
def remove_unused_uploads() -> None:
    """Once a night: every text of the site is looked through."""
    if now().astimezone(ZoneInfo(settings.get("timezone"))).hour == NIGHT:
        unused_uploads.remove_unused()


@every(timedelta(hours=6))
def forget_old_uploads() -> None:
    """An export holds the words of many people: nobody keeps it here for long."""
    for run in runs.with_files(ImportRun.created_at < now() - UPLOADS_KEPT):
        if not run.is_under_way:
            storing.remove(run)
    storing.sweep(run.file_key for run in runs.with_files() if run.file_key)
