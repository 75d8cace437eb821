"""One export from beginning to end."""

import json
from functools import partial
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, func, select

from core.clock import now
from core.events import Delivery
from core.tables import snapshot
from hoidap.exporting import manifest, packing, tables
from hoidap.exporting.manifest import Manifest
from hoidap.exporting.writing import Parcel, copy_in, table_path, write_table
from hoidap.keeping import uploads_folder
from hoidap.progress import Tick, silent
from kb.content import exporting


def export(target: Path, tick: Tick = silent) -> Manifest:
    """Write the whole site to `target`; what is read is the site at one moment.

    target -- a folder that is not there yet, or a .tar.gz or .zip.
    Raises packing.NoPlace, writing.TooLong.
    """
    with packing.beside(target) as folder:
        parcel = Parcel(folder)
        with snapshot() as connection:
            counts = _tables(parcel, connection, tick)
            _articles(parcel, tick)
            notes = _on_their_way(connection)
        notes += _uploads(parcel, counts["upload"], tick)
        told = Manifest(
            format=manifest.FORMAT,
            product="hoidap",
            version=manifest.our_version(),
            revision=manifest.our_revision(),
            exported_at=now().isoformat(timespec="seconds"),
            site=current_app.config["HOIDAP_BASE_URL"],
            counts=counts,
            files=parcel.files,
            sums=parcel.sums(),
            left_out=tables.left_out(),
            notes=notes,
        )
        told.write(folder)
    return told


def _tables(parcel: Parcel, connection: Connection, tick: Tick) -> dict[str, int]:
    counted = [select(func.count()).select_from(table) for table in tables.in_order()]
    total = sum(connection.execute(query).scalar_one() for query in counted)
    counts = {}
    for table in tables.in_order():
        told = partial(tick, "rows", total)
        counts[table.name] = write_table(table, connection, parcel, told)
    return counts


def _articles(parcel: Parcel, tick: Tick) -> None:
    folder = Path(current_app.config["HOIDAP_CONTENT_PATH"])
    for path, content in exporting.files_of(folder, drafts=True):
        with parcel.file(f"content/{path}") as file:
            file.write(content)
        tick("articles", None)


def _on_their_way(connection: Connection) -> list[str]:
    waiting = connection.execute(select(func.count()).select_from(Delivery)).scalar_one()
    if not waiting:
        return []
    return [f"deliveries on their way to the worker, not exported (mails, notices): {waiting}"]


def _uploads(parcel: Parcel, total: int, tick: Tick) -> list[str]:
    """The files that the exported rows name; the database is let go by now."""
    missing = []
    with (parcel.folder / table_path("upload")).open("rb") as lines:
        for line in lines:
            key = json.loads(line)["key"]
            if not copy_in(uploads_folder() / key, f"uploads/{key}", parcel):
                missing.append(f"uploads/{key} is not there")
            tick("uploads", total)
    return missing
