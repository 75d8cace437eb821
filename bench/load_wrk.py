"""One slice of load by wrk: one thread, eight kept-alive connections, requests taken in turn."""

import json
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import processes

CONNECTIONS = 8
SETTLES_WITHIN = 10  # seconds
SCRIPT = """
local requests = {%s}
local run = "%s"
local thread
turn = -1 -- wrk asks for one request that it does not send
setup = function(one) thread = one end
request = function()
  turn = turn + 1
  local one = requests[turn %% #requests + 1]
  local body = one.body and one.body:gsub("SERIAL", run .. turn)
  return wrk.format(one.method, one.path, one.headers, body)
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\\nSUMMARY {"sent": %%d, "requests": %%d, "errors": %%d, "p50": %%g, "p95": %%g, "p99": %%g}',
    thread:get("turn"), summary.requests, e.connect + e.read + e.write + e.timeout + e.status,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
"""


class NoWrk(Exception):
    """The load generator is missing."""


@dataclass(frozen=True)
class Request:
    """SERIAL in the body becomes a number that never comes again."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None

    def as_lua(self) -> str:
        headers = ", ".join(f"[{_lua(k)}] = {_lua(v)}" for k, v in self.headers.items())
        body = f", body = {_lua(self.body)}" if self.body is not None else ""
        method = "GET" if self.body is None else "POST"
        return f'{{method = "{method}", path = {_lua(self.path)}, headers = {{{headers}}}{body}}}'


@dataclass(frozen=True)
class Slice:
    """cpu_ms -- processor time of the whole tree, the database's included, for each request sent:
    what was under way when wrk left is done to its end. p50, p95, p99 in milliseconds."""

    sent: int
    requests: int  # answered in time
    errors: int
    seconds: float
    cpu_ms: float
    database_ms: float
    p50: float
    p95: float
    p99: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def check() -> None:
    """Raises NoWrk."""
    if shutil.which("wrk") is None:
        raise NoWrk("wrk is not installed. On Debian: apt-get install wrk")


def slice_of(
    port: int, tree: int, requests: list[Request], seconds: int, database: int | None = None
) -> Slice:
    """Load the server on this port; `tree` is the process whose tree pays.

    database -- the process of a database server that stands beside it and pays as well.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        lines = ",\n".join(request.as_lua() for request in requests)
        script.write(SCRIPT % (lines, f"{time.time_ns()}-"))
        script.flush()
        web, data, began = _spent(tree), _spent(database), time.perf_counter()
        said = _wrk(Path(script.name), port, seconds)
        wall = time.perf_counter() - began
    _settle(tree, database)
    web, data = _spent(tree) - web, _spent(database) - data
    a_request = 1000 / max(1, said["sent"])
    cpu_ms, database_ms = (web + data) * a_request, data * a_request
    return Slice(seconds=wall, cpu_ms=cpu_ms, database_ms=database_ms, **said)


def _settle(tree: int, database: int | None) -> None:
    """Wait until the requests that wrk did not wait for are done."""
    before, until = -1.0, time.perf_counter() + SETTLES_WITHIN
    while (now := _spent(tree) + _spent(database)) > before and time.perf_counter() < until:
        before = now
        time.sleep(0.2)


def _spent(tree: int | None) -> float:
    return 0.0 if tree is None else processes.cpu_seconds(tree)


def _wrk(script: Path, port: int, seconds: int) -> dict[str, Any]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(script), f"http://127.0.0.1:{port}"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ended.stdout.rpartition("SUMMARY ")[2])
    return found


def _lua(text: str) -> str:
    """A Lua string: of printable text JSON's escapes are Lua's."""
    return json.dumps(text, ensure_ascii=False)
