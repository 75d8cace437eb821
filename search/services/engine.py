"""This site's index: where it lies, how the worker feeds it, how it is rebuilt and checked."""

from collections.abc import Iterator
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy import select

from core.clock import now
from core.db import db
from forum.models import Thread
from kb.models import Article, ArticleStatus
from search import documents
from search.contract import Document
from search.index import Index

EXTENSION = "hoidap-index"


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


def bring_up_to_date(refs: list[str]) -> None:
    """Make the index agree with the database on these things, in one commit."""
    if health() in ("missing", "broken", "outdated"):
        return  # the rebuild will read them all
    puts: list[Document] = []
    removes: list[tuple[str, int]] = []
    for ref in refs:
        document = documents.of(ref)
        if document is None:
            removes.append((ref, _moment()))
        else:
            puts.append(document)
    index().apply(puts, removes)


def rebuild() -> int:
    """Make a fresh index aside from all that may be found, then switch to it; return its size."""
    fresh = index().rebuild()
    count = 0
    try:
        batch: list[Document] = []
        for document in all_documents():
            batch.append(document)
            count += 1
            if len(batch) == 500:
                fresh.apply(batch, ())
                batch = []
        fresh.apply(batch, ())
        fresh.publish()
    except BaseException:
        fresh.abandon()
        raise
    return count


def all_documents() -> Iterator[Document]:
    """Every document there should be, articles first."""
    for ref in _candidates():
        document = documents.of(ref)
        db.session.expunge_all()
        if document is not None:
            yield document


def _candidates() -> Iterator[str]:
    published = select(Article.id).where(Article.status == ArticleStatus.PUBLISHED)
    for number in db.session.scalars(published.order_by(Article.id)).all():
        yield f"article:{number}"
    open_to_find = select(Thread.id).where(Thread.hidden_at.is_(None), Thread.held_at.is_(None))
    for number in db.session.scalars(open_to_find.order_by(Thread.id)).all():
        yield f"thread:{number}"


def check() -> Check:
    """Compare the index with the database."""
    should = {document.ref for document in all_documents()}
    there = set(index().refs_and_versions())
    return Check(sorted(should - there), sorted(there - should))


def mend(found: Check) -> None:
    bring_up_to_date([*found.missing, *found.stray])


def _moment() -> int:
    return int(now().timestamp() * 1_000_000)
