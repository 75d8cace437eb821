"""Starts what is measured on loopback: the shipped server with its worker, and the bare page."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType

from bench import processes
from bench.site import ROOT
from hoidap.serving import web_server

STARTS_WITHIN = 120  # seconds


class Server:
    """A process tree that answers HTTP on a port of its own, until the block ends.

    database -- the process of the database server it asks, if it has one.
    """

    def __init__(
        self,
        command: list[str],
        port: int,
        environment: dict[str, str],
        database: int | None = None,
    ) -> None:
        self.port, self.database = port, database
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        self._await_answer(began + STARTS_WITHIN)
        self.start_seconds = time.perf_counter() - began

    def _await_answer(self, until: float) -> None:
        while time.perf_counter() < until and self.process.poll() is None:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
                try:
                    connection.request("GET", "/healthz")
                    if connection.getresponse().status in (200, 404):
                        return
                except OSError:
                    time.sleep(0.02)
        raise RuntimeError("the server did not start; see above")

    @property
    def web(self) -> int:
        """The process whose tree answers requests; the worker stands beside it."""
        for process in processes.memory(self.process.pid):
            if "gunicorn" in process.command:
                return process.pid
        raise RuntimeError("no web server runs")

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def shipped(instance: Path, **settings: str) -> Server:
    """`hoidap run` in production. settings -- more HOIDAP_ variables, by their names."""
    port = free_port()
    ours = environment(instance, port) | settings
    return Server([sys.executable, "-m", "hoidap", "run"], port, os.environ | ours)


def environment(instance: Path, port: int) -> dict[str, str]:
    """The settings under which we measure: all as shipped but the limits, which wrk would reach."""
    return {
        "HOIDAP_MODE": "production",
        "HOIDAP_INSTANCE_PATH": str(instance),
        "HOIDAP_BIND": f"127.0.0.1:{port}",
        "HOIDAP_RATE_LIMIT_FACTOR": "1e9",
    }


def bare() -> Server:
    port = free_port()
    return Server(
        web_server(f"127.0.0.1:{port}", 2, "bench.bare:create_app()"), port, dict(os.environ)
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
