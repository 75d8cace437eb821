"""`python -m bench updates [SECONDS]`: eight readers search while the index is written to.

10,000 documents; fifty changes a second go through `Index.apply` as the worker sends them, merges
included; one in ten takes a document away, two in five change who may find it. Readers sit as in
the shipped server: two processes of four threads, each process with an index of its own. One more
process looks when each change can be found. The first quarter of the time nothing is written.
"""

import tempfile
import time
from pathlib import Path

from bench.updates.actors import look, read, write
from bench.updates.plan import CHANGING, WARMING, Clock, documents, fork
from bench.updates.shown import shown
from bench.updates.told import Told
from search.index import Index

PROCESSES = 2


def run(seconds: float) -> bool:
    """Do it and print it; whether everything is as it should be."""
    made = documents()
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary)
        index = Index(path)
        with index.rebuild() as fresh:
            for start in range(0, len(made), 500):
                fresh.apply(made[start : start + 500])
            fresh.publish()
        told, answers = Told(), fork.Queue()
        for number, document in enumerate(made[:CHANGING]):
            told.begin(number, document.audience)
            told.begin(number, document.audience)
        now = time.monotonic() + 1
        busy = now + WARMING + seconds / 4
        clock = Clock(now + WARMING, busy, busy + seconds)
        titles = [document.title for document in made]
        started = [
            fork.Process(target=read, args=(path, titles, clock, told, answers, each))
            for each in range(PROCESSES)
        ]
        started.append(fork.Process(target=look, args=(path, clock, told, answers)))
        writer = fork.Process(target=write, args=(path, made, clock, told, answers))
        for process in (*started, writer):
            process.start()
        results = [answers.get(timeout=seconds * 3 + 120) for _ in range(len(started) + 1)]
        for process in (*started, writer):
            process.join()
    return shown(
        [seen for kind, every in results if kind == "read" for seen in every],
        *(each for kind, each in results if kind == "found"),
        *(each for kind, each in results if kind == "written"),
    )
