"""Search a corpus as the product does: `python -m bench.retrieval --corpus F --queries F`.

Reads JSON lines ({id, title, text, lang} and {id, text}), indexes the corpus in a temporary place
through the product's own documents and index, and prints query, document, rank and score, tabbed.
What it took goes to standard error.
"""

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search.contract import Document, Scope
from search.index import Index
from search.query import parse

TOP = 100
BATCH = 500
BORN = datetime(2026, 1, 1, tzinfo=UTC)
EVERYBODY = Scope(audiences=frozenset({"public"}))


def lines_of(path: str) -> Iterator[dict[str, Any]]:
    whole = Path(path).read_bytes()
    text = gzip.decompress(whole) if path.endswith(".gz") else whole
    return map(json.loads, text.decode("utf-8").splitlines())


def document(line: dict[str, Any]) -> Document:
    """A public article, like all the others but for its words."""
    return Document(
        ref=line["id"],
        kind="article",
        title=line.get("title", ""),
        text=line["text"],
        audience="public",
        version=1,
        created=BORN,
        updated=BORN,
        language=line.get("lang", ""),
    )


def indexed(corpus: str, folder: Path) -> Index:
    """The corpus in an index of its own."""
    index = Index(folder)
    with index.rebuild() as fresh:
        batch: list[Document] = []
        for line in lines_of(corpus):
            batch.append(document(line))
            if len(batch) == BATCH:
                fresh.apply(batch)
                batch = []
        fresh.apply(batch)
        fresh.publish()
    return index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--queries", required=True)
    parser.add_argument(
        "--typing", action="store_true", help="the queries are being typed: look-alikes' own way"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        index = indexed(asked.corpus, Path(folder))
        built = time.process_time() - start
        queries = list(lines_of(asked.queries))
        took = []
        for query in queries:
            start = time.process_time()
            typed = parse(query["text"], is_typing=asked.typing)
            results = index.search(typed, scope=EVERYBODY, per_page=TOP)
            took.append(time.process_time() - start)
            for rank, hit in enumerate(results.hits, start=1):
                print(query["id"], hit.ref, rank, f"{hit.score:.6f}", sep="\t")
        again = []
        for query in queries:
            start = time.process_time()
            typed = parse(query["text"], is_typing=asked.typing)
            index.search(typed, scope=EVERYBODY, per_page=10)
            again.append(time.process_time() - start)
        slow = statistics.quantiles(again, n=20)[-1]
        print(
            f"{index.doc_count} documents in {built:.1f} s, {built / index.doc_count * 1000:.1f} ms"
            f" each; a query cold {statistics.median(took) * 1000:.2f} ms, warm"
            f" {statistics.median(again) * 1000:.2f}, p95 {slow * 1000:.2f} ms (CPU)",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
