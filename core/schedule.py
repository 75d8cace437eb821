"""What is due because time passed: once an interval, however many workers there are."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Model, db, reading

LEASE = timedelta(minutes=10)
log = logging.getLogger(__name__)


class Schedule(Model):
    """When a job runs next, and how its last run ended."""

    __tablename__ = "schedule"
    visitors_see = False

    name: Mapped[str] = mapped_column(primary_key=True)
    next_run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    last_run_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


Job = Callable[[], None]
_jobs: dict[str, tuple[timedelta, Job]] = {}


def every(interval: timedelta) -> Callable[[Job], Job]:
    """Register a job. It must be idempotent: after a crash it runs again."""

    def register(job: Job) -> Job:
        _jobs[f"{job.__module__}.{job.__name__}"] = (interval, job)
        return job

    return register


def run_due() -> int:
    """Run each job whose time has come; return how many ran well."""
    return sum(_run(name) for name in _names_due())


def _names_due() -> list[str]:
    with reading():
        rows = db.session.execute(select(Schedule.name, Schedule.next_run_at))
        known = {row.name: row.next_run_at for row in rows}
        db.session.rollback()
    return [name for name in _jobs if name not in known or known[name] <= now()]


def _run(name: str) -> int:
    interval, job = _jobs[name]
    if not _claim(name):
        return 0
    error = None
    try:
        job()
        db.session.commit()
    except Exception as problem:  # a broken job must not stop the others
        db.session.rollback()
        log.exception("scheduled job %s failed", name)
        error = f"{type(problem).__name__}: {problem}"[:500]
    row = db.session.get_one(Schedule, name)
    row.next_run_at = now() + interval
    row.last_run_at = now()
    row.leased_until = None
    row.last_error = error
    db.session.commit()
    return 0 if error else 1


def _claim(name: str) -> bool:
    """Lease the job to us; False when another worker was faster."""
    moment = now()
    if db.session.get(Schedule, name) is None:
        db.session.add(Schedule(name=name, next_run_at=moment))
        db.session.flush()
    free = or_(Schedule.leased_until.is_(None), Schedule.leased_until < moment)
    taken = db.session.execute(
        update(Schedule)
        .where(Schedule.name == name, Schedule.next_run_at <= moment, free)
        .values(leased_until=moment + LEASE)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    db.session.expire_all()
    return bool(cast("CursorResult[Any]", taken).rowcount)
