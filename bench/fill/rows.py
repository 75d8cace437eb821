"""Rows on their way into the database, many at a time."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Table, insert

from core.db import Base, db

AT_ONCE = 20_000


class Rows:
    """Gathers rows table by table. All rows of a table must name the same columns."""

    def __init__(self) -> None:
        self.written: Counter[str] = Counter()
        self._waiting: defaultdict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._count = 0

    def add(self, into: Any, **values: Any) -> None:
        """into -- a model or a table."""
        self._waiting[getattr(into, "__table__", into)].append(values)
        self._count += 1

    def ease(self) -> None:
        """Called where no waiting row points at one to come: write them if they are many."""
        if self._count >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting, what others point at first."""
        for table in Base.metadata.sorted_tables:
            if rows := self._waiting.pop(table, None):
                db.session.execute(insert(table), rows)
                self.written[table.name] += len(rows)
        assert not self._waiting
        self._count = 0
        db.session.commit()
