"""The child's side of an import that the desk asked for: `hoidap import-run ID`.

It holds the lock of importing from beginning to end, so that whoever finds the lock free knows:
nobody works on it. To be killed at any moment does no harm: the next child goes on. So no signal
is heard: an error raised wherever one happens to come would leave a driver amid its query.
"""

import json
import logging
import os
import signal
import tempfile
import time
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from core.db import db
from hoidap.importing import lock, running, runs, storing
from hoidap.importing.lock import ImportRunning
from hoidap.importing.running import Enough
from hoidap.importing.source import BadExport
from hoidap.models import ImportRun, ImportState
from search.services import engine

WRITE_EVERY = 1.0  # seconds between two notes of how far we are
LOCK_WITHIN = 20  # seconds that an import which was cancelled may need to end
log = logging.getLogger(__name__)


@click.command("import-run", hidden=True)
@click.argument("run_id", type=int)
@with_appcontext
def import_run(run_id: int) -> None:
    """Do what is to be done of the import with this id: its dry run, or the import itself."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)  # ends us on the spot, as KILL does
    try:
        with lock.one_at_a_time(wait=LOCK_WITHIN):
            _work(run_id)
    except ImportRunning:
        click.echo(f"Import {run_id} waits: another one is under way.")


def _work(run_id: int) -> None:
    is_wanted = runs.begin(_fresh(run_id))
    db.session.commit()
    try:
        if is_wanted:
            _bring_in(run_id)
    except OperationalError:
        raise  # the database is away: the next child tries again
    except BadExport as problem:
        runs.fail(_fresh(run_id), "bad_export", plain(str(problem)))
    except Exception as problem:
        log.exception("import %s failed", run_id)
        runs.fail(_fresh(run_id), "unexpected", plain(f"{type(problem).__name__}: {problem}"))
    db.session.commit()
    _tidy_up(_fresh(run_id))


def _bring_in(run_id: int) -> None:
    run = _fresh(run_id)
    format_, wanted, is_dry = run.format, runs.options_of(run), run.is_dry
    file = storing.file_of(run)
    if file is None:
        runs.fail(run, "missing")
        return
    db.session.rollback()
    with storing.room(file) as room:
        os.environ["TMPDIR"] = str(room)  # SQLite's too, where a source sorts on the disk
        tempfile.tempdir = None
        report = running.run_alone(
            format_, file, wanted, dry_run=is_dry, tick=Progress(run_id).tick
        )
    runs.finish(_fresh(run_id), plain(report.as_json()))


def _tidy_up(run: ImportRun) -> None:
    storing.remove_if_done(run)
    db.session.commit()
    if run.state is ImportState.FAILED and not run.is_dry:
        engine.rebuild()  # what came before it failed can be found all the same


def plain(found: Any) -> Any:
    """The same without half characters, which names of files may hold and no page can show."""
    return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def _fresh(run_id: int) -> ImportRun:
    db.session.rollback()
    return db.session.get_one(ImportRun, run_id, populate_existing=True)


class Progress:
    """Notes how far an import is, and hears when it is cancelled."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.stage = ""
        self.done = 0
        self.written_at = 0.0

    def tick(self, stage: str, total: int | None) -> None:
        """One step of `stage` is done. Raises Enough once nobody wants more of it."""
        is_new = stage != self.stage
        if is_new:
            self.stage, self.done = stage, 0
        self.done += 1
        if not is_new and time.monotonic() - self.written_at < WRITE_EVERY:
            return
        self.written_at = time.monotonic()
        if self._note(total) and stage == "reading":
            raise Enough

    def _note(self, total: int | None) -> bool:
        """Write it down; returns whether the import is cancelled."""
        note = update(ImportRun).where(ImportRun.id == self.run_id)
        values = {"stage": self.stage, "done_count": self.done, "total_count": total}
        try:
            db.session.rollback()  # what was only read; a unit of work that writes begins anew
            cancelled_at = db.session.scalar(
                note.values(**values).returning(ImportRun.cancelled_at),
                execution_options={"synchronize_session": False},
            )
            db.session.commit()
        except OperationalError:  # busy: the next note will say it
            db.session.rollback()
            return False
        return cancelled_at is not None
