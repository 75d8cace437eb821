"""One export's way in, from beginning to end."""

from pathlib import Path

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from core.db import db
from core.dialects import few_pages
from core.markdown.safely import stop as stop_rendering
from hoidap.importing import archive, finishing
from hoidap.importing.lock import one_at_a_time
from hoidap.importing.report import Report
from hoidap.importing.source import BadExport
from hoidap.importing.whole import moving, placing, staging, unfinished
from hoidap.importing.whole.sealed import Sealed
from hoidap.progress import Tick, silent

FORMAT = "hoidap"  # what `hoidap import` calls it


def bring_in(path: Path, *, dry_run: bool = False, tick: Tick = silent) -> Report:
    """Fill this empty site with the export at `path`; returns what came.

    path    -- a folder or an archive, as `hoidap export` made it.
    dry_run -- look through all of it, write nothing.
    Raises BadExport, lock.ImportRunning; then nothing came. Interrupted, it left nothing, or the
    whole site without its index: the same call goes on from there.
    """
    report = Report()
    with one_at_a_time(), archive.unpacked(path, report) as place:
        export = Sealed(place)
        if dry_run:
            _look_through(export, report, tick)
            return report
        if not unfinished.is_written(export.manifest):
            moving.refuse_inhabited()
            _fill(export, report, tick)
        tick("indexing", None)
        with few_pages(db.engine):
            finishing.make_anew()
        staging.sweep(_instance())
        unfinished.end()
    return report


def _look_through(export: Sealed, report: Report, tick: Tick) -> None:
    placing.check_sums(export, tick)
    with staging.spool(_instance()) as staged:
        staging.load(export, staged, report, tick, render=False)
        placing.check(export, staged, report)


def _fill(export: Sealed, report: Report, tick: Tick) -> None:
    placing.check_sums(export, tick)
    with staging.spool(_instance()) as staged:
        staging.load(export, staged, report, tick)
        stop_rendering()  # some 100 MB, while the rows are moved
        placing.check(export, staged, report)
        placing.place(export, staged, report, tick)
        unfinished.begin(export.manifest)
        try:
            moving.move(staged, sum(export.manifest.counts.values()), tick)
        except SQLAlchemyError as problem:
            db.session.rollback()
            raise BadExport(f"The database refused it, nothing came: {problem}") from None


def _instance() -> Path:
    folder: Path = current_app.config["HOIDAP_INSTANCE_PATH"]
    return folder
