"""A note in the instance folder while an export is on its way in, so that the same command, after
an interruption, knows whether the rows are here already and only the index lacks."""

from pathlib import Path

from flask import current_app

from core.db import db, reading
from hoidap.exporting.manifest import Manifest
from hoidap.importing.whole.moving import inhabitants


def _note() -> Path:
    return Path(current_app.config["HOIDAP_INSTANCE_PATH"]) / "import-unfinished"


def begin(told: Manifest) -> None:
    """To be said before the rows are written."""
    _note().write_text(told.sums)


def end() -> None:
    _note().unlink(missing_ok=True)


def is_written(told: Manifest) -> bool:
    """Whether this very export was on its way when it was interrupted, and its rows are here."""
    try:
        was = _note().read_text()
    except FileNotFoundError:
        return False
    if was != told.sums:
        return False
    with reading():
        here = inhabitants(db.session.connection())
        db.session.rollback()
    lack = [name for name, count in told.counts.items() if here.get(name, 0) < count]
    return bool(here) and set(lack) <= {"setting"}  # one that is not taken may lack
