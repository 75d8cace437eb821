"""The spool: a throw-away SQLite file that takes every row first and finds what does not fit.

What is wrong with an export is found here, with file and line, before the site is touched.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Table,
    create_engine,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.exc import IntegrityError

from core.db import Base
from core.tables import SLICE, insertion
from hoidap.exporting import tables
from hoidap.exporting.writing import table_path
from hoidap.importing.report import Report, Step
from hoidap.importing.source import BadExport
from hoidap.importing.whole import rendering
from hoidap.importing.whole.checking import Rows, is_setting
from hoidap.importing.whole.sealed import Sealed
from hoidap.progress import Tick

ROW = literal_column("rowid", Integer)  # SQLite's own number of a row
PLACE = "import-spool"
LARGE = 2_000_000  # characters of bodies held in memory at a time
Staged = tuple[str, dict[str, Any]]  # where it stood, the row


@contextmanager
def spool(folder: Path) -> Iterator[Connection]:
    """An empty spool below `folder`, gone afterwards; one left by an interruption is removed."""
    sweep(folder)
    place = folder / PLACE
    place.mkdir(mode=0o700)
    engine = create_engine(f"sqlite:///{place}/rows.db")
    try:
        with engine.connect() as connection:
            for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "locking_mode=EXCLUSIVE"):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            Base.metadata.create_all(connection, tables=tables.in_order())
            connection.commit()
            yield connection
    finally:
        engine.dispose()
        sweep(folder)


def sweep(folder: Path) -> None:
    """Remove the spool that stands here."""
    shutil.rmtree(folder / PLACE, ignore_errors=True)


def load(
    export: Sealed, staged: Connection, report: Report, tick: Tick, *, render: bool = True
) -> None:
    """Check every row and put it into the spool, rendered. Raises BadExport.

    render -- False: only look whether all is well.
    """
    told = partial(tick, "checking", sum(export.manifest.counts.values()))
    for name in sorted({name for name in export.manifest.counts if name not in tables.KEPT}):
        report.note(f"table that is not taken: {name}", table_path(name))
    for table in tables.in_order():
        _load_table(table, export, staged, report, told, render=render)
    for table in tables.in_order():
        _refuse_dangling(table, staged)


def _load_table(
    table: Table,
    export: Sealed,
    staged: Connection,
    report: Report,
    tick: partial[None],
    *,
    render: bool,
) -> None:
    lines = 0
    for batch in _batches(_rows(table, export, report)):
        lines += len(batch)
        kept = batch
        if table.name == "setting":
            kept = [(where, row) for where, row in batch if is_setting(row, where, report)]
        if table.name in rendering.TABLES:
            rendering.add_html(table, [row for _, row in kept], staged, tick, for_real=render)
        else:
            tick(by=len(batch))
        _insert(table, kept, staged)
        report.count(table.name, Step.NEW, len(kept))
    if lines != export.manifest.counts.get(table.name, 0):
        raise BadExport(
            f"{table_path(table.name)} has {lines:,} rows, not"
            f" {export.manifest.counts.get(table.name, 0):,} as the manifest says."
        )


def _rows(table: Table, export: Sealed, report: Report) -> Iterator[Staged]:
    rows = Rows(table, report)
    last = 0
    for where, values in export.lines(table.name):
        row = rows.read(values, where)
        if row.get("id", last + 1) <= last:
            raise BadExport(f"{where}: ids must rise from line to line.")
        last = row.get("id", last)
        yield where, row


def _batches(rows: Iterable[Staged]) -> Iterator[list[Staged]]:
    """As many as fit into memory well."""
    batch: list[Staged] = []
    for where, row in rows:
        batch.append((where, row))
        if len(batch) >= SLICE or sum(len(row.get("body", "")) for _, row in batch) >= LARGE:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert(table: Table, batch: list[Staged], staged: Connection) -> None:
    """All of them, or BadExport at the first that has something that another row has."""
    if not batch:
        return
    into = insertion(table, [table.c[name] for name in batch[0][1]])
    try:
        staged.execute(into, [row for _, row in batch])
        staged.commit()
    except IntegrityError:
        staged.rollback()
        for where, row in batch:
            try:
                staged.execute(into, [row])
            except IntegrityError as problem:
                raise BadExport(f"{where}: {problem.orig}") from None


def _refuse_dangling(table: Table, staged: Connection) -> None:
    """Raises BadExport at the first row of which a foreign key leads nowhere."""
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        there = key.column.table.alias("there")
        lost = (
            select(ROW)
            .select_from(table)
            .where(key.parent.is_not(None), ~exists().where(there.c[key.column.name] == key.parent))
        )
        row = staged.execute(lost.order_by(ROW).limit(1)).scalar()
        if row is not None:
            # Rows stand in the spool in the order of their lines.
            before = select(func.count()).select_from(table).where(row >= ROW)
            raise BadExport(
                f"{table_path(table.name)}:{staged.execute(before).scalar_one()}:"
                f" {key.parent.name} leads to a {key.column.table.name} that is not there."
            )
