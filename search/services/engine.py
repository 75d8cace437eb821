"""This site's index: where it lies, how the worker feeds it, how it is rebuilt and checked."""

import logging
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from search import comparing, documents
from search.contract import Document, IndexUnavailable, WriterBusy
from search.index import Index
from search.services import gathering, rebuilding
from search.services.rebuilding import Watch, unwatched

EXTENSION = "hoidap-index"
# Not the fault of one thing: the whole batch tries again.
NOBODYS_FAULT = (SQLAlchemyError, IndexUnavailable, WriterBusy, OSError)
log = logging.getLogger(__name__)


class Check(NamedTuple):
    """What `search check` found, refs of things.

    missing   -- that lack.
    stray     -- that are too many.
    differing -- that are not as they should be, with the parts (comparing.PARTS).
    ahead     -- whose version lies in the future: no change of theirs would be taken.
    """

    missing: list[str]
    stray: list[str]
    differing: dict[str, list[str]]
    ahead: list[str]

    @property
    def is_sound(self) -> bool:
        return not any(self)


def init_app(app: Flask) -> None:
    app.extensions[EXTENSION] = Index(
        app.config["HOIDAP_INSTANCE_PATH"] / "index", opens_aside=not app.testing
    )


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


def check(watch: Watch = unwatched) -> Check:
    """Compare the index with the database, thing by thing. Raises IndexUnavailable.

    watch -- told again and again how many things there are on both sides, and how many were done
    since. What changes meanwhile and is indexed again is not judged, nor are votes of the last
    seconds.
    """
    moment = documents.version_now()
    wanted = gathering.candidates()
    total = wanted.size() + index().doc_count
    known = index()._read(lambda s: comparing.of_index(s, lambda done: watch(total, done)))
    missing: list[str] = []
    differing: dict[str, list[str]] = {}
    stray = set(known.rows)
    for refs in wanted.slices():
        for ref, document in gathering.read(refs, []):
            if document is None:
                continue
            stray.discard(ref)
            if ref not in known.rows:
                missing.append(ref)
            elif parts := comparing.differ(known, ref, document):
                differing[ref] = parts
        watch(total, len(refs))
    for ref in gathering.unsettled():
        if differing.get(ref) == ["order"]:
            del differing[ref]
    there, latest = index().refs_and_versions(), documents.version_now()
    return Check(
        missing=sorted(ref for ref in missing if ref not in there),
        stray=sorted(ref for ref in stray if ref in there),
        differing={
            ref: parts for ref, parts in differing.items() if there.get(ref, moment) < moment
        },
        ahead=sorted(ref for ref, version in there.items() if version > latest),
    )


def mend(found: Check) -> None:
    """Make the index agree on what was found. Raises WriterBusy, IndexUnavailable, OSError."""
    if found.ahead:  # newer than whatever could be put there
        rebuild()
    refs = [*found.missing, *found.stray, *found.differing]
    for start in range(0, len(refs), gathering.SLICE):
        bring_up_to_date(refs[start : start + gathering.SLICE])
