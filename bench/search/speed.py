"""What finding costs, in processor time: ours, SQLite FTS5 and Whoosh's own search in one run.

The same documents and queries for all, engines in turn for each query. Of a query's rounds the
quickest counts, for everybody: a neighbour on the machine slows only some of them.
"""

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from bench.search import fts5, own_whoosh
from bench.search.made import Maker, Query
from search.contract import Document, Scope
from search.index import Index

CUSTOMER = Scope(frozenset({"public", "customers"}), user_id=7)
QUERIES = 300
COLD_QUERIES = 40
ROUNDS = 3
WHOOSH_ROUNDS = 1
WITH_WHOOSH = 10_000  # the one size at which Whoosh's own search is asked
UPDATES = 40  # merges among them
BATCH = 500
TOP = 10


class Spread(NamedTuple):
    """CPU ms."""

    p50: float
    p95: float


class Engine(NamedTuple):
    """What one engine took at one size. Those that were not asked are None.

    docs -- indexed in a CPU second; update -- ms of one document's change until it is found.
    """

    warm: Spread
    docs: float
    size: int
    cold: Spread | None = None
    update: Spread | None = None


class Result(NamedTuple):
    documents: int
    ours: Engine
    fts5: Engine
    whoosh: Engine | None
    cache_bytes: int
    found: float  # share of the queries for which ours found something


def measure(count: int) -> Result:
    """Everything at one size; some minutes at 50,000."""
    maker = Maker(count)
    queries = maker.queries(QUERIES + 1)
    primer, queries = queries[0], queries[1:]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ours, our_docs = _timed_docs(count, lambda: _indexed(maker.documents, folder / "ours"))
        rows = [(d.ref, d.title, d.text) for d in maker.documents]
        peer, peer_docs = _timed_docs(count, lambda: fts5.indexed(rows, folder / "fts5.db"))
        own, own_docs = None, 0.0
        if count == WITH_WHOOSH:
            own, own_docs = _timed_docs(count, lambda: own_whoosh.indexed(rows, folder / "whoosh"))
        gc.collect()
        asks = [lambda q: _ask(ours, q), lambda q: fts5.search(peer, q.text, TOP)]
        warm = _warm(asks, queries)
        found = sum(bool(_ask(ours, query)) for query in queries) / len(queries)
        cold = _cold(folder, primer, queries[:COLD_QUERIES])
        cache_bytes = ours._read(lambda snapshot: snapshot.cache.size)
        sizes = [_bytes(folder / name) for name in ("ours", "fts5.db", "whoosh")]
        updates = _updates(folder, maker.documents)
        whoosh = None
        if own is not None:
            searching = own_whoosh.Searching(own)
            (spread,) = _warm([lambda q: searching.search(q.text, TOP)], queries, WHOOSH_ROUNDS)
            whoosh = Engine(spread, own_docs, sizes[2])
        return Result(
            documents=count,
            ours=Engine(warm[0], our_docs, sizes[0], cold[0], updates[0]),
            fts5=Engine(warm[1], peer_docs, sizes[1], cold[1], updates[1]),
            whoosh=whoosh,
            cache_bytes=cache_bytes,
            found=found,
        )


def _indexed(documents: list[Document], folder: Path) -> Index:
    index = Index(folder)
    with index.rebuild() as fresh:
        for start in range(0, len(documents), BATCH):
            fresh.apply(documents[start : start + BATCH])
        fresh.publish()
    return index


def _timed_docs(count: int, build: Callable[[], Any]) -> tuple[Any, float]:
    """What was built, and how many documents went in in a CPU second."""
    began = time.process_time()
    made = build()
    return made, count / (time.process_time() - began)


def _ask(index: Index, query: Query) -> list[Any]:
    """Everything that a results page asks of the index: scope, counts, correction, prior."""
    return index.search(query.text, scope=CUSTOMER, per_page=TOP).hits


def _warm(
    asks: list[Callable[[Query], Any]], queries: list[Query], rounds: int = ROUNDS
) -> list[Spread]:
    """Once unmeasured, then each query's best of some rounds."""
    for query in queries:
        for ask in asks:
            ask(query)
    took = [[float("inf")] * len(queries) for _ in asks]
    for _round in range(rounds):
        for number, query in enumerate(queries):
            for each, ask in zip(took, asks, strict=True):
                each[number] = min(each[number], _cpu_ms(ask, query))
    return [_spread(each) for each in took]


def _cold(folder: Path, primer: Query, queries: list[Query]) -> tuple[Spread, Spread]:
    """Each query's terms asked for the first time of an index, or database, just opened.

    Another query went before it: what opening costs, and what is kept of each document and of the
    vocabulary, is no part of this.
    """
    took: tuple[list[float], list[float]] = ([], [])
    for query in queries:
        best = [float("inf"), float("inf")]
        for _round in range(2):
            ours, peer = Index(folder / "ours"), fts5.open_at(folder / "fts5.db")
            _ask(ours, Query(f"{primer.text} zzq", ""))
            fts5.search(peer, primer.text, TOP)
            best[0] = min(best[0], _cpu_ms(_ask, ours, query))
            best[1] = min(best[1], _cpu_ms(fts5.search, peer, query.text, TOP))
            peer.close()
        for each, least in zip(took, best, strict=True):
            each.append(least)
    return _spread(took[0]), _spread(took[1])


def _updates(folder: Path, documents: list[Document]) -> tuple[Spread, Spread]:
    """One document changed, committed, and found by a reader that had the index open: CPU ms.

    Ours and its reader are two, as worker and web server are; merges are among the updates.
    """
    writer, reader = Index(folder / "ours"), Index(folder / "ours")
    peer = fts5.open_at(folder / "fts5.db")
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(UPDATES):
        document = documents[number]
        changed = replace(document, text=f"{document.text} renewed", version=2 + number)
        _ask(reader, Query(document.title, ""))
        took[0].append(_cpu_ms(_update, writer, reader, changed))
        row = (changed.ref, changed.title, changed.text)
        took[1].append(_cpu_ms(_update_peer, peer, number + 1, row))
    peer.close()
    return _spread(took[0]), _spread(took[1])


def _update(writer: Index, reader: Index, changed: Document) -> None:
    writer.apply([changed])
    reader._checked = 0.0  # as if half a second had passed
    assert _ask(reader, Query("renewed", ""))


def _update_peer(peer: Any, rowid: int, row: tuple[str, str, str]) -> None:
    fts5.update(peer, rowid, row)
    assert fts5.search(peer, "renewed", TOP)


def _cpu_ms(do: Callable[..., Any], *of: Any) -> float:
    began = time.process_time()
    do(*of)
    return (time.process_time() - began) * 1_000


def _spread(took: list[float]) -> Spread:
    ordered = sorted(took)
    return Spread(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


def _bytes(path: Path) -> int:
    files: Iterator[Path] = iter([path]) if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file())
