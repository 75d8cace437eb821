"""A throw-away PostgreSQL, as the tests have it: .ci/with-postgres, held for as long as we need."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.peer import NoPeer
from bench.peer.saying import said
from bench.site import ROOT

SCRIPT = ROOT / ".ci" / "with-postgres"
HOLD = 'echo "$HOIDAP_TEST_DATABASE_URL"; exec cat'  # names it, then lives until we close its input


class Postgres(NamedTuple):
    url: str  # SQLAlchemy's
    pid: int  # the server whose children are the backends

    def psql(self, *arguments: str, cwd: Path | None = None) -> str:
        url = self.url.replace("+psycopg", "")
        return said(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", *arguments, url], cwd=cwd)


@contextmanager
def throw_away() -> Iterator[Postgres]:
    holding = subprocess.Popen(
        [SCRIPT, "sh", "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert holding.stdin is not None
    assert holding.stdout is not None
    assert holding.stderr is not None
    try:
        url = holding.stdout.readline().strip()
        if not url:
            raise NoPeer(holding.stderr.read().strip())
        folder = Path(url.partition("host=")[2])
        pid = (folder / "data" / "postmaster.pid").read_text().split()[0]
        yield Postgres(url, int(pid))
    finally:
        holding.stdin.close()
        holding.wait(60)
