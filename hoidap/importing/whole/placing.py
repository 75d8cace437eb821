"""The files of an export: uploads to the uploads, articles into the content folder."""

import os
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, select

from core.db import Base
from core.i18n import LANGUAGES
from core.tables import SLICE, rows
from hoidap import attachments, pictures
from hoidap.importing.report import Report, Step
from hoidap.importing.source import BadExport
from hoidap.importing.whole.sealed import Sealed
from hoidap.keeping import uploads_folder
from hoidap.progress import Tick
from kb.content.files import INDEX
from kb.models import Article, Collection

Way = tuple[str, Path]  # path within the export, place here


def check_sums(export: Sealed, tick: Tick) -> None:
    """Before minutes of rendering: all files are there, and as exported. Raises BadExport."""
    for path in export.sums:
        export.check_file(path)
        tick("files", len(export.sums))


def check(export: Sealed, staged: Connection, report: Report) -> None:
    """Look at what every file holds before one is placed. Raises BadExport."""
    for path, media_type in _uploads(staged):
        if path in export.sums:
            _check_upload(export.file(path), path, media_type)
        else:
            report.skip("file", path, "it is not in the export")
    for path, target in _articles(export, staged):
        if target.exists() and target.read_bytes() != export.file(path).read_bytes():
            raise BadExport(
                f"{target} says something else than {path}: the content folder of an empty site"
                " is empty. Move its files away, or let HOIDAP_CONTENT_PATH name another folder."
            )


def _check_upload(file: Path, path: str, media_type: str) -> None:
    """As when a person gives it: the content says what it is, and its name ends like that."""
    data = file.read_bytes()
    if media_type in pictures.FORMATS:
        is_that = pictures.media_type_of(data) == media_type
    else:
        is_that = _is_attachment(data, file.name, media_type)
    if not is_that:
        raise BadExport(f"{path} is no {media_type}.")


def _is_attachment(data: bytes, name: str, media_type: str) -> bool:
    try:
        found = attachments.recognised(data, name)
    except attachments.Refused:
        return False
    return found.media_type == media_type and name.endswith(f".{found.ending}")


def place(export: Sealed, staged: Connection, report: Report, tick: Tick) -> None:
    """Put the files where they belong; doing it again does no harm."""
    files = (
        (path, uploads_folder() / path.removeprefix("uploads/"))
        for path, _media_type in _uploads(staged)
        if path in export.sums
    )
    for path, target in chain(files, _articles(export, staged)):
        _copy(export.file(path), target)
        report.count("file", Step.NEW)
        tick("placing", len(export.sums))


def _uploads(staged: Connection) -> Iterator[tuple[str, str]]:
    """Each upload's path within the export, and what kind it is said to be."""
    table = Base.metadata.tables["upload"]
    for key, media_type in rows(staged, table, [table.c.key, table.c.media_type]):
        yield f"uploads/{key}", media_type


def _articles(export: Sealed, staged: Connection) -> Iterator[Way]:
    """The files that the site had; the texts of drafts come back with the rows alone."""
    folder = Path(current_app.config["HOIDAP_CONTENT_PATH"])
    filed = (
        select(Article.key, Article.language, Collection.slug, Article.slug, Article.file_path)
        .join(Collection, Collection.id == Article.collection_id)
        .where(Article.file_path.is_not(None))
        .execution_options(yield_per=SLICE)
    )
    for key, language, shelf, slug, file_path in staged.execute(filed):
        path = f"content/{language}/{shelf}/{slug}.md"
        # One that made room for another (`#` and its key) has no file of its own.
        if file_path and path in export.sums and not file_path.endswith(f"#{key}"):
            yield path, folder / file_path
    for (shelf,) in staged.execute(select(Collection.slug)):
        for language in LANGUAGES:
            path = f"content/{language}/{shelf}/{INDEX}"
            if path in export.sums:
                yield path, folder / language / shelf / INDEX


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    with source.open("rb") as file, beside.open("wb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
    beside.replace(target)
