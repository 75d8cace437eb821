"""Filling a fresh index with several processes, each writing a segment of its own.

A helper is this module run anew (`python -m search.services.rebuilding`), not a fork: a worker has
threads and database connections. What it is to do comes on its standard input, which stays open:
once that ends, whoever started it has ended, and so does it.
"""

import json
import os
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import IO, NamedTuple, Self, cast

from flask import Flask

from core.db import db
from core.dialects import engine_options, tune
from search import scoring
from search.index import Build
from search.services import gathering
from search.services.gathering import Candidates
from search.writing import FreshIndex

MOST_PROCESSES = 4  # unless told: each takes some 100 MB
WORTH_A_PROCESS = 2_000  # things; to start one takes as long as to index 200
ROOT = Path(__file__).parents[2]

Watch = Callable[[int, int], None]


def unwatched(_total: int, _done: int) -> None:
    """Nobody watches."""


class Step(NamedTuple):
    """A slice is done: how many things were looked at, how many of them are documents now."""

    seen: int
    documents: int


def fill(fresh: Build, processes: int | None, watch: Watch) -> int:
    """Put all that may be found into a fresh index; returns how many documents those are.

    Raises OSError, also when a helper fails or is killed.
    """
    wanted = gathering.candidates()
    total = wanted.size()
    if processes is None:
        processes = max(1, min(MOST_PROCESSES, _cores(), total // WORTH_A_PROCESS))
    parts = [fresh.new_part() for _ in range(processes)]
    shares = [wanted.share(number, processes) for number in range(processes)]
    with ExitStack() as ending:
        helpers = [
            ending.enter_context(Helper(part, share))
            for part, share in zip(parts[1:], shares[1:], strict=True)
        ]
        count = 0
        for step in _written(parts[0], shares[0]):
            count += step.documents
            watch(total, step.seen + sum(helper.heard() for helper in helpers))
        while any(helper.is_running() for helper in helpers):
            watch(total, sum(helper.heard() for helper in helpers))
            time.sleep(0.1)
        watch(total, sum(helper.heard() for helper in helpers))
    for part in parts:
        fresh.join(part)
    return count + sum(helper.documents for helper in helpers)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _written(part: Path, share: Candidates) -> Iterator[Step]:
    """Write one share's segment, slice by slice; it is whole once this has ended."""
    with closing(FreshIndex(part)) as segment:
        for refs in share.slices():
            found = [one for _ref, one in gathering.read(refs, []) if one is not None]
            segment.fill(found)
            yield Step(len(refs), len(found))
        segment.commit()
        scoring.prepare(part)


class Helper:
    """A process that writes one part; it ends with the `with`."""

    def __init__(self, part: Path, share: Candidates) -> None:
        self.documents = 0  # that it has told of
        self._said = b""
        self._process = subprocess.Popen(  # noqa: S603 (no shell; we say what it runs)
            [sys.executable, "-m", __spec__.name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # a keyboard's interrupt is for us
        )
        self._stdin = cast(IO[bytes], self._process.stdin)
        self._stdout = cast(IO[bytes], self._process.stdout)
        os.set_blocking(self._stdout.fileno(), False)
        order = {
            "part": str(part),
            "database": db.engine.url.render_as_string(hide_password=False),
            "articles": share.articles.tolist(),
            "threads": share.threads.tolist(),
        }
        self._stdin.write(json.dumps(order).encode() + b"\n")
        self._stdin.flush()

    def heard(self) -> int:
        """How many things it has looked at since last asked.

        Raises ChildProcessError when it has ended before its time.
        """
        if self._process.poll():
            raise ChildProcessError(f"a helper of the rebuild ended: {self._process.returncode}")
        self._said += self._stdout.read() or b""
        *lines, self._said = self._said.split(b"\n")
        steps = [Step(*map(int, line.split())) for line in lines]
        self.documents += sum(step.documents for step in steps)
        return sum(step.seen for step in steps)

    def is_running(self) -> bool:
        return self._process.poll() is None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._stdout.close()
        self._stdin.close()


def help_out() -> None:
    """The helper's side: write the part that standard input asks for, tell of it on the output."""
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = order["database"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(order["database"])
    db.init_app(app)
    share = Candidates(array("I", order["articles"]), array("I", order["threads"]))
    with app.app_context():
        tune(db.engine, synchronous="FULL", cache=2_000)  # it only reads, and each page once
        for step in _written(Path(order["part"]), share):
            sys.stdout.write(f"{step.seen} {step.documents}\n")
            sys.stdout.flush()


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # not through `sys.stdin`, which the end of Python wants
    os._exit(1)


if __name__ == "__main__":
    help_out()
