"""This site's index: where it lies, how the worker feeds it, how it is rebuilt and checked."""

import logging
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from search import documents
from search.contract import Document, IndexUnavailable, WriterBusy
from search.index import Index
from search.services import gathering, rebuilding
from search.services.rebuilding import Watch, unwatched

EXTENSION = "hoidap-index"
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
    moment = documents.version_now()
    bad: list[str] = []
    puts: list[Document] = []
    removes: list[tuple[str, int]] = []
    for ref, document in gathering.read(refs, bad):
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


def rebuild(processes: int | None = None, watch: Watch = unwatched) -> int:
    """Make a fresh index aside from all that may be found, then switch to it; return its size.

    processes -- at most so many at once; None: as many as there are cores and it is worth.
    watch     -- told again and again how many things there are, and how many were done since.
    Raises WriterBusy when one is under way, OSError.
    """
    with index().rebuild() as fresh:
        count = rebuilding.fill(fresh, processes, watch)
        fresh.publish()
    return count


def check() -> Check:
    """Compare the index with the database. Raises IndexUnavailable."""
    should = {
        ref
        for refs in gathering.candidates().slices()
        for ref, document in gathering.read(refs, [])
        if document is not None
    }
    there = set(index().refs_and_versions())
    return Check(sorted(should - there), sorted(there - should))


def mend(found: Check) -> None:
    bring_up_to_date([*found.missing, *found.stray])
