from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Model, Timestamps


class ImportState(StrEnum):
    CHECKING = "checking"  # the dry run waits or is under way
    CHECKED = "checked"  # its report is there; an admin says whether to go on
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImportRun(Timestamps, Model):
    """One export that an admin gave to the desk: tried without changing anything, then for real.

    Both are done by a child process of the worker; progress and reports are what it wrote here.
    """

    __tablename__ = "import_run"
    visitors_see = False

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    format: Mapped[str]
    options: Mapped[dict[str, str]]  # what the form said; importing/runs.py makes Options of it
    file_name: Mapped[str]  # as the sender calls it; only ever shown
    file_key: Mapped[str | None]  # its folder in instance/imports; None: the file is deleted
    file_size: Mapped[int] = mapped_column(BigInteger)  # bytes
    attempts: Mapped[int] = mapped_column(default=0)  # children begun for what is under way now
    stage: Mapped[str] = mapped_column(default="")
    done_count: Mapped[int] = mapped_column(default=0)  # steps of this stage
    total_count: Mapped[int | None]  # of how many, where that is known
    begun_at: Mapped[datetime | None]  # the newest child began
    checked_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]  # a cancelled one too, once what came is in order
    failed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    failure: Mapped[str | None]  # bad_export, died, unexpected, missing
    failure_detail: Mapped[str | None]
    found: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)  # the dry run's report
    report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)  # may be a megabyte

    asker: Mapped[User] = relationship(foreign_keys=[asked_by])

    @property
    def state(self) -> ImportState:
        if self.failed_at:
            return ImportState.FAILED
        if self.cancelled_at:
            return ImportState.CANCELLED
        if self.finished_at:
            return ImportState.DONE
        if self.confirmed_at:
            return ImportState.IMPORTING
        return ImportState.CHECKED if self.checked_at else ImportState.CHECKING

    @property
    def is_dry(self) -> bool:
        """Whether what is or was under way changes nothing."""
        return self.confirmed_at is None

    @property
    def is_under_way(self) -> bool:
        """Whether a child has something to do; a cancelled one still puts in order what came."""
        if self.failed_at:
            return False
        if self.confirmed_at:
            return self.finished_at is None
        return self.checked_at is None and self.cancelled_at is None

    @classmethod
    def under_way(cls) -> ColumnElement[bool]:
        """`is_under_way` as the database sees it."""
        real = and_(cls.confirmed_at.is_not(None), cls.finished_at.is_(None))
        dry = and_(cls.confirmed_at.is_(None), cls.checked_at.is_(None), cls.cancelled_at.is_(None))
        return and_(cls.failed_at.is_(None), or_(real, dry))

    @property
    def url(self) -> str:
        return f"/desk/settings/import/{self.id}"
