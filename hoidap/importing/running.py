"""One import from beginning to end: read, write, link, file, index."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from core.db import db, reading
from core.dialects import few_pages
from core.origins import Origin
from hoidap.importing import archive, finishing, linking, sources
from hoidap.importing.arriving import Arrivals
from hoidap.importing.lock import one_at_a_time
from hoidap.importing.records import ArticleRecord, ThreadRecord
from hoidap.importing.report import Report
from hoidap.importing.source import Options, Source
from kb.content import writing
from kb.models import Article, Collection

SLICE = 50  # files written between two commits
Tick = Callable[[str, int | None], None]  # the stage, and how much it has to do when that is known


class Enough(Exception):
    """What `tick` raises while reading when no more is wanted: what came is put in order."""


def run(
    format_: str, path: Path, options: Options, *, dry_run: bool = False, tick: Tick | None = None
) -> Report:
    """Import the export at `path`; commits as it goes, and returns what it did.

    format_ -- a name of `sources.FORMATS`; path -- a file, folder or archive.
    dry_run -- read and convert everything, write nothing.
    tick    -- called with "reading", "linking", "filing" or "indexing" at every step.
    Raises BadExport, ImportRunning. What was written before an interruption stays, whole; the same
    call goes on from there.
    """
    with one_at_a_time():
        return run_alone(format_, path, options, dry_run=dry_run, tick=tick)


def run_alone(
    format_: str, path: Path, options: Options, *, dry_run: bool = False, tick: Tick | None = None
) -> Report:
    """As `run`, for whoever holds the lock already (`one_at_a_time`)."""
    report = Report()
    told = tick or (lambda _stage, _total: None)
    with few_pages(db.engine), archive.unpacked(path, report) as place:
        source = sources.FORMATS[format_](place, options, report)
        try:
            with reading() if dry_run else nullcontext():  # a dry run must not hold up who writes
                _read_all(source, told, dry_run=dry_run)
        except Enough:
            db.session.rollback()
        if not dry_run:
            linking.link_all(source, lambda: told("linking", None))
            _write_files(options.name, told)
            told("indexing", None)
            finishing.make_anew()
    return report


def _read_all(source: Source, tick: Tick, *, dry_run: bool) -> None:
    total = source.count()
    arrivals = Arrivals(source, dry_run=dry_run)
    for record in source.records():
        arrivals.take(record)
        if isinstance(record, ArticleRecord | ThreadRecord):
            tick("reading", total)
    arrivals.finish()


def _write_files(name: str, tick: Tick) -> None:
    """The published articles as files of the content folder, as publishing one writes it."""
    folder = current_app.config["HOIDAP_CONTENT_PATH"]
    for ids in _ids_of("article", name):
        for id in ids:  # each alone: a slow disk must not hold up those who write meanwhile
            article = db.session.get(Article, id)
            if article is not None:
                writing.write_article(article, folder)
                flag_modified(article, "updated_at")  # it has a file: that is no change of it
            db.session.commit()
        db.session.expunge_all()
        tick("filing", None)
    for ids in _ids_of("collection", name):
        for collection in db.session.scalars(select(Collection).where(Collection.id.in_(ids))):
            writing.write_indexes(collection, folder)
        db.session.commit()


def _ids_of(kind: str, name: str) -> Iterator[list[int]]:
    """What this source brought, some at a time."""
    last = 0
    while True:
        with reading():
            query = select(Origin.id, Origin.subject_id).where(
                Origin.source == name, Origin.kind == kind, Origin.id > last
            )
            rows = db.session.execute(query.order_by(Origin.id).limit(SLICE)).all()
            db.session.rollback()
        if not rows:
            return
        yield [row.subject_id for row in rows]
        last = rows[-1].id
