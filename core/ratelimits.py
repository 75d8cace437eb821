"""How often is too often: attempts counted in the database, so that all processes share them.

For sign-in, mail and posting. Searches and suggestions are counted in memory instead (`search`).
"""

import hashlib
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Index, bindparam, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Model, db
from core.schedule import every

KEPT = timedelta(days=2)


class Attempt(Model):
    """One counted try. The key is a digest: no address and no name is kept."""

    __tablename__ = "attempt"
    visitors_see = False
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class TooMany(Exception):
    """The limit is reached. `retry_after` says in how many seconds the next try is welcome."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


_RECENT = select(func.count(), func.min(Attempt.at)).where(
    Attempt.key == bindparam("key"), Attempt.at > bindparam("since")
)


def count(what: str, who: str, *, at_most: int, per: timedelta) -> None:
    """Note one attempt of `who` at `what`; the caller commits.

    at_most -- attempts allowed within the last `per`, times HOIDAP_RATE_LIMIT_FACTOR (0: no limit).
    Raises TooMany instead of noting when they are used up.
    """
    factor = float(current_app.config["HOIDAP_RATE_LIMIT_FACTOR"])
    if factor == 0:
        return
    key = hashlib.sha256(f"{what}:{who}".encode()).hexdigest()[:40]
    moment = now()
    found = db.session.execute(_RECENT, {"key": key, "since": moment - per}).one()
    if found[0] >= max(1, int(at_most * factor)):
        raise TooMany(max(1, int((found[1] + per - moment).total_seconds())))
    db.session.add(Attempt(key=key, at=moment))


@every(timedelta(hours=6))
def forget_old_attempts() -> None:
    db.session.execute(delete(Attempt).where(Attempt.at < now() - KEPT))
