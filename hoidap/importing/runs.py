"""What becomes of an export that was given to the desk: asked, checked, confirmed, done.

Verbs of `ImportRun`. The page calls those of an admin, the child process those of its work
(importing/working.py). Callers commit.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from accounts.models import User
from accounts.services import audit
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import announce
from core.origins import Origin
from hoidap.importing import storing
from hoidap.importing.report import Step
from hoidap.importing.source import Options
from hoidap.models import ImportRun, ImportState
from kb.models import ArticleStatus

MOST_ATTEMPTS = 3  # children that may die of one import before it is given up
LISTED = 20


class NotNow(Exception):
    """The import is in a state in which this cannot be done (any more)."""


class AnotherUnderWay(Exception):
    """One import at a time."""


def ask(
    format_: str,
    options: dict[str, str],
    *,
    file_name: str,
    file_key: str,
    file_size: int,
    by: User,
) -> ImportRun:
    """Take in an upload; its dry run begins within a moment. Raises AnotherUnderWay.

    options   -- name, language, url, category, collection, audience, status.
    file_name -- as the sender calls it.
    file_size -- bytes.
    """
    if under_way() is not None:
        raise AnotherUnderWay
    run = ImportRun(
        asked_by=by.id,
        format=format_,
        options=options,
        file_name=file_name,
        file_key=file_key,
        file_size=file_size,
    )
    db.session.add(run)
    db.session.flush()
    _tell(run, "asked", by, file_name)
    announce("import.asked", run.id, actor_id=by.id)
    return run


def confirm(run: ImportRun, *, by: User) -> None:
    """Bring in for real what the dry run showed. Raises NotNow, AnotherUnderWay."""
    if run.state is not ImportState.CHECKED or run.file_key is None:
        raise NotNow
    if under_way() is not None:
        raise AnotherUnderWay
    run.confirmed_at = now()
    run.confirmed_by = by.id
    _start_over(run)
    _tell(run, "started", by)
    announce("import.asked", run.id, actor_id=by.id)


def try_again(run: ImportRun, *, by: User) -> None:
    """Once more what failed, with the same upload. Raises NotNow, AnotherUnderWay."""
    if run.state is not ImportState.FAILED or run.file_key is None:
        raise NotNow
    if under_way() is not None:
        raise AnotherUnderWay
    run.failed_at = run.failure = run.failure_detail = None
    _start_over(run)
    _tell(run, "asked" if run.is_dry else "started", by)
    announce("import.asked", run.id, actor_id=by.id)


def cancel(run: ImportRun, *, by: User) -> None:
    """No more of it. What came already stays, and is put in order. Raises NotNow."""
    if run.state not in (ImportState.CHECKING, ImportState.CHECKED, ImportState.IMPORTING):
        raise NotNow
    nobody_reads_it = run.state is ImportState.CHECKED
    run.cancelled_at = now()
    run.cancelled_by = by.id
    if nobody_reads_it:
        storing.remove(run)
    _tell(run, "cancelled", by)
    announce("import.cancelled", run.id, actor_id=by.id)


def delete_file(run: ImportRun, *, by: User) -> None:
    """The upload goes, though nothing came of it. Raises NotNow while a child reads it."""
    if run.is_under_way:
        raise NotNow
    storing.remove(run)
    _tell(run, "file_deleted", by)


def begin(run: ImportRun) -> bool:
    """A child begins; False when there is nothing to do (any more), or it died too often."""
    if not run.is_under_way:
        return False
    if run.attempts >= MOST_ATTEMPTS:
        fail(run, "died")
        return False
    _start_over(run, attempts=run.attempts + 1)
    run.begun_at = now()
    return True


def put_back(run: ImportRun) -> None:
    """Its child was ended (the site stops), it did not die: that was no attempt."""
    run.attempts = max(0, run.attempts - 1)


def finish(run: ImportRun, report: dict[str, Any]) -> None:
    """The child is through, and this is what it found or did."""
    if run.is_dry:
        run.found = report
        run.checked_at = now()
    else:
        run.report = report | {"counts": _with_earlier_children(run, report["counts"])}
        run.finished_at = now()
        _tell(run, "finished", None)


def _with_earlier_children(
    run: ImportRun, counts: dict[str, dict[str, int]]
) -> dict[str, dict[str, int]]:
    """The numbers of the whole import: to the last child, what an earlier one brought was here."""
    ours = select(Origin.kind, func.count().label("new")).where(
        Origin.source == run.options["name"], Origin.created_at >= run.confirmed_at
    )
    brought = {row.kind: row.new for row in db.session.execute(ours.group_by(Origin.kind))}
    whole = {kind: dict(steps) for kind, steps in counts.items()}
    for kind, new in brought.items():
        steps = whole.setdefault(kind, {})
        was_here = steps.pop(Step.UNCHANGED, 0) - (new - steps.get(Step.NEW, 0))
        steps[Step.NEW] = new
        if was_here > 0:
            steps[Step.UNCHANGED] = was_here
    return whole


def fail(run: ImportRun, why: str, detail: str = "") -> None:
    """It cannot be done; what came stays.

    why    -- bad_export, died, missing or unexpected; the page has a sentence for each.
    detail -- more words, as the program has them.
    """
    run.failed_at = now()
    run.failure = why
    run.failure_detail = detail[:500]
    _tell(run, "failed", None, f"{why} {detail}".strip())


def _start_over(run: ImportRun, attempts: int = 0) -> None:
    run.attempts = attempts
    run.stage, run.done_count, run.total_count = "", 0, None


def _tell(run: ImportRun, deed: str, by: User | None, why: str = "") -> None:
    audit.record(by, f"import.{deed}", f"import:{run.id}", why)


def options_of(run: ImportRun) -> Options:
    kept = dict(run.options)
    return Options(
        name=kept["name"],
        language=kept["language"],
        url=kept["url"],
        category=kept["category"],
        collection=kept["collection"],
        audience=Audience(kept["audience"]),
        status=ArticleStatus(kept["status"]),
    )


def under_way() -> ImportRun | None:
    """The import that a child works on, or shall."""
    found = select(ImportRun).where(ImportRun.under_way()).order_by(ImportRun.id)
    return db.session.scalars(found.limit(1)).first()


def latest(before: int | None = None, limit: int = LISTED) -> list[ImportRun]:
    """Imports with those who asked for them, newest first; `before` is the last id seen."""
    runs = select(ImportRun).options(joinedload(ImportRun.asker))
    if before is not None:
        runs = runs.where(ImportRun.id < before)
    return list(db.session.scalars(runs.order_by(ImportRun.id.desc()).limit(limit)))


def with_files(*where: ColumnElement[bool]) -> list[ImportRun]:
    """Imports whose upload is still on the disk."""
    return list(
        db.session.scalars(select(ImportRun).where(ImportRun.file_key.is_not(None), *where))
    )
