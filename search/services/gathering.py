"""What the database holds for the index, read in sessions of their own that promise to write
nothing: neither a rebuild nor an index commit may hold up those who write."""

import logging
from array import array
from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError

from core.db import db, reading
from core.events import not_due
from forum.models import Thread
from kb.models import Article, ArticleStatus
from search import documents
from search.contract import Document

SLICE = 200  # things read in one session
log = logging.getLogger(__name__)


class Candidates(NamedTuple):
    """The ids of all that may have a document."""

    articles: "array[int]"
    threads: "array[int]"

    def size(self) -> int:
        return len(self.articles) + len(self.threads)

    def share(self, number: int, of: int) -> "Candidates":
        """One of so many equal parts."""
        return Candidates(self.articles[number::of], self.threads[number::of])

    def slices(self) -> Iterator[list[str]]:
        """Their refs, articles first, some at a time."""
        for kind, ids in (("article", self.articles), ("thread", self.threads)):
            for start in range(0, len(ids), SLICE):
                yield [f"{kind}:{number}" for number in ids[start : start + SLICE]]


def unsettled() -> list[str]:
    """Threads whose votes of the last seconds wait to be told to the index (forum: voting)."""
    with current_app.app_context(), reading():
        return [f"thread:{number}" for number in not_due("thread.voted")]


def candidates() -> Candidates:
    published = select(Article.id).where(Article.status == ArticleStatus.PUBLISHED)
    open_to_find = select(Thread.id).where(Thread.hidden_at.is_(None), Thread.held_at.is_(None))
    with current_app.app_context(), reading():
        return Candidates(
            _ids(published.order_by(Article.id)), _ids(open_to_find.order_by(Thread.id))
        )


def _ids(wanted: Select[int]) -> "array[int]":
    return array("I", db.session.scalars(wanted, execution_options={"yield_per": 1_000}))


def read(refs: list[str], bad: list[str]) -> list[tuple[str, Document | None]]:
    """Each thing as the database knows it now; what cannot be read is put among the bad."""
    found: list[tuple[str, Document | None]] = []
    version = documents.version_now()
    with current_app.app_context(), reading():
        _ahead = _look_ahead(refs)
        for ref in refs:
            try:
                found.append((ref, documents.of(ref, version)))
            except SQLAlchemyError:
                raise
            except Exception:
                log.exception("%s cannot be read", ref)
                bad.append(ref)
    return found


def _look_ahead(refs: list[str]) -> list[Any]:
    try:
        return documents.look_ahead(refs)
    except SQLAlchemyError:
        raise
    except Exception:  # whichever cannot be read says so when its turn comes
        return []
