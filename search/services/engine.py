"""This site's index: where it lies, how the worker feeds it, how it is rebuilt and checked.

What is read for it is read in a session of its own that promises to write nothing: neither a
rebuild nor an index commit may hold up those who write.
"""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.clock import now
from core.db import db, reading
from forum.models import Thread
from kb.models import Article, ArticleStatus
from search import documents
from search.contract import Document, IndexUnavailable, WriterBusy
from search.index import Index

EXTENSION = "hoidap-index"
SLICE = 200  # things read in one session of a rebuild
# Not the fault of one thing: the whole batch tries again.
NOBODYS_FAULT = (SQLAlchemyError, IndexUnavailable, WriterBusy, OSError)
log = logging.getLogger(__name__)


class Check(NamedTuple):
    """What `search check` found: refs that lack, that are too many."""

    missing: list[str]
    stray: list[str]


def init_app(app: Flask) -> None:
    app.extensions[EXTENSION] = Index(app.config["HOIDAP_INSTANCE_PATH"] / "index")


def index() -> Index:
    found: Index = current_app.extensions[EXTENSION]
    return found


def health() -> str:
    return str(index().health())


def ensure() -> None:
    """An empty site has an empty index, which is not the same as none."""
    index().ensure()


def bring_up_to_date(refs: list[str]) -> list[str]:
    """Make the index agree with the database on these things, in one commit.

    Returns the refs that cannot be indexed, whatever is wrong with them; the others are.
    Raises WriterBusy, IndexUnavailable, SQLAlchemyError: nothing was done.
    """
    if health() in ("missing", "broken", "outdated"):
        return []  # the rebuild will read them all
    moment = int(now().timestamp() * 1_000_000)
    bad: list[str] = []
    puts: list[Document] = []
    removes: list[tuple[str, int]] = []
    for ref, document in _read(refs, bad):
        if document is None:
            removes.append((ref, moment))
        else:
            puts.append(document)
    try:
        index().apply(puts, removes)
    except NOBODYS_FAULT:
        raise
    except Exception:
        log.exception("a batch could not be indexed; its things are tried one by one")
        index().apply([], removes)
        bad += [document.ref for document in puts if not _takes(document)]
    return bad


def _takes(document: Document) -> bool:
    try:
        index().apply([document])
    except NOBODYS_FAULT:
        raise
    except Exception:
        log.exception("%s cannot be indexed", document.ref)
        return False
    return True


def _read(refs: list[str], bad: list[str]) -> list[tuple[str, Document | None]]:
    """Each thing as the database knows it now; what cannot be read is put among the bad."""
    found: list[tuple[str, Document | None]] = []
    with current_app.app_context(), reading():
        _ahead = _look_ahead(refs)
        for ref in refs:
            try:
                found.append((ref, documents.of(ref)))
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


def rebuild() -> int:
    """Make a fresh index aside from all that may be found, then switch to it; return its size.

    Raises WriterBusy when one is under way.
    """
    count = 0
    with index().rebuild() as fresh:
        for batch in all_documents():
            fresh.apply(batch)
            count += len(batch)
        fresh.publish()
    return count


def all_documents() -> Iterator[list[Document]]:
    """Every document there should be, articles first, some at a time."""
    for refs in _batched(_candidates(), SLICE):
        yield [document for _ref, document in _read(refs, []) if document is not None]


def _batched(refs: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(refs), size):
        yield refs[start : start + size]


def _candidates() -> list[str]:
    published = select(Article.id).where(Article.status == ArticleStatus.PUBLISHED)
    open_to_find = select(Thread.id).where(Thread.hidden_at.is_(None), Thread.held_at.is_(None))
    with current_app.app_context(), reading():
        articles = db.session.scalars(published.order_by(Article.id)).all()
        threads = db.session.scalars(open_to_find.order_by(Thread.id)).all()
    return [*(f"article:{n}" for n in articles), *(f"thread:{n}" for n in threads)]


def check() -> Check:
    """Compare the index with the database. Raises IndexUnavailable."""
    should = {document.ref for batch in all_documents() for document in batch}
    there = set(index().refs_and_versions())
    return Check(sorted(should - there), sorted(there - should))


def mend(found: Check) -> None:
    bring_up_to_date([*found.missing, *found.stray])
