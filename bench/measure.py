"""Measures every page for everybody, each slice beside one of the bare page, in one run."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench import processes, queries, server
from bench.fill.plan import MEMBERS, STAFF
from bench.load_wrk import Request, Slice, slice_of
from bench.pages import PAGES, Page
from bench.people import ACCEPT, Browser
from bench.places import Places
from bench.site import Site
from core.db import db
from core.events import Delivery

SLICES = 3  # of each cell; the median counts
WORDS = (
    "Cảm ơn bạn, **khởi động lại** xong thì máy in chạy bình thường. Mã lỗi là `E42`:\n\n"
    "1. rút nguồn,\n2. đợi mười giây,\n3. cắm lại.\n\nXem thêm https://example.com/ nhé. SERIAL"
)
NO_CACHE = {"HOIDAP_PAGE_CACHE_BYTES": "0"}


@dataclass(frozen=True)
class Cell:
    """One line of the table. Times in milliseconds, sizes in bytes (means over the addresses)."""

    page: str
    who: str  # visitor, visitor uncached, member, staff
    cpu_ms: float
    ratio: float  # to the bare page, slice by slice
    per_second: float
    p50: float
    p95: float
    p99: float
    queries: float
    size: float
    compressed: float
    errors: int


def measure(site: Site, seconds: int) -> dict[str, Any]:
    """Everything there is to say of a fresh copy of a site: cells, memory, start, worker."""
    with ExitStack() as stack:
        bare = stack.enter_context(server.bare())
        result: dict[str, Any] = {"cells": []}
        for who, settings in (("visitor", {}), ("visitor uncached", NO_CACHE)):
            with server.shipped(site.folder, **settings) as shipped:
                run = _Run(site, shipped, bare, seconds, settings)
                run.settle()
                result["cells"] += [asdict(cell) for cell in run.visitor(who)]
                if settings:
                    result["cells"] += [asdict(cell) for cell in run.signed_in()]
                    result["worker_cpu_ms_a_reply"] = run.worker_ms
                result["start_seconds"] = round(shipped.start_seconds, 2)
                result["memory"] = [
                    process._asdict() for process in processes.memory(shipped.process.pid)
                ]
        result["bare_cpu_ms"] = round(statistics.median(run.bare_ms), 3)
    return result


class _Run:
    """One start of the shipped server, loaded page by page."""

    def __init__(
        self,
        site: Site,
        shipped: server.Server,
        bare: server.Server,
        seconds: int,
        settings: dict[str, str],
    ) -> None:
        self.shipped, self.bare, self.seconds = shipped, bare, seconds
        self.app = queries.application(site.folder, **settings)
        self.at = Places(self.app, site.facts)
        self.bare_ms: list[float] = []
        self.worker_ms: float | None = None

    def visitor(self, who: str) -> Iterator[Cell]:
        for page in PAGES:
            if page.who == "everybody":
                yield self._cell(page, who, [Request(path, ACCEPT) for path in page.paths(self.at)])

    def signed_in(self) -> Iterator[Cell]:
        staff = Browser(self.shipped.port).sign_in(STAFF[0])
        members = [Browser(self.shipped.port).sign_in(person) for person in MEMBERS]
        for page in PAGES:
            browsers = {"everybody": members[:1], "staff": [staff], "members": members}[page.who]
            paths = page.paths(self.at)
            turns = max(len(paths), len(browsers))
            requests = [
                _request(page, paths[turn % len(paths)], browsers[turn % len(browsers)])
                for turn in range(turns)
            ]
            yield self._cell(page, "staff" if page.who == "staff" else "member", requests)

    def _cell(self, page: Page, who: str, requests: list[Request]) -> Cell:
        print(f"  {page.name} ({who})", flush=True)
        sizes = [] if page.is_post else [self._sizes(request) for request in requests[:20]]
        slices, ratios = [], []
        for _ in range(SLICES):
            floor = slice_of(self.bare.port, self.bare.process.pid, [Request("/")], 1)
            self.bare_ms.append(floor.cpu_ms)
            worker = self._worker_seconds()
            slices.append(slice_of(self.shipped.port, self.shipped.web, requests, self.seconds))
            ratios.append(slices[-1].cpu_ms / floor.cpu_ms)
            if page.is_post:
                self._drain()
                spent = self._worker_seconds() - worker
                self.worker_ms = round(1000 * spent / slices[-1].sent, 2)
        asked = requests[:20]
        return Cell(
            page=page.name,
            who=who,
            ratio=round(statistics.median(ratios), 1),
            queries=round(queries.per_request(self.app, asked), 1),
            size=round(statistics.mean(size for size, _ in sizes)) if sizes else 0,
            compressed=round(statistics.mean(small for _, small in sizes)) if sizes else 0,
            errors=sum(each.errors for each in slices),
            **_medians(slices),
        )

    def _sizes(self, request: Request) -> tuple[int, int]:
        """Bytes of the answer as it is, and as a browser gets it. It must be a page."""
        browser = Browser(self.shipped.port)
        cookie = {"Cookie": request.headers["Cookie"]} if "Cookie" in request.headers else {}
        plain = browser.get(request.path, **cookie)
        if plain.status == 301:  # a short address; what is measured is where it leads
            raise RuntimeError(f"{request.path} leads on to {plain.headers['Location']}")
        if plain.status != 200:
            raise RuntimeError(f"{request.path} answers {plain.status}")
        packed = browser.get(request.path, **ACCEPT, **cookie)
        return len(plain.body), len(packed.body)

    def settle(self) -> None:
        """Wait until what the worker does at its start is done."""
        self._drain()
        before = self._worker_seconds()
        for _ in range(60):
            time.sleep(1)
            now = self._worker_seconds()
            if now - before < 0.1:
                return
            before = now

    def _drain(self) -> None:
        """Wait until the worker has done all that was announced."""
        with self.app.app_context():
            while db.session.scalar(select(func.count()).select_from(Delivery)):
                db.session.rollback()
                time.sleep(0.1)
            db.session.rollback()

    def _worker_seconds(self) -> float:
        whole = processes.cpu_seconds(self.shipped.process.pid)
        return whole - processes.cpu_seconds(self.shipped.web)


def _request(page: Page, path: str, browser: Browser) -> Request:
    if not page.is_post:
        return Request(path, browser.headers)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"csrf_token": browser.token, "body": WORDS})
    return Request(path, browser.headers | form, body)


def _medians(slices: list[Slice]) -> dict[str, float]:
    return {
        name: round(statistics.median(getattr(each, name) for each in slices), digits)
        for name, digits in (("cpu_ms", 2), ("per_second", 1), ("p50", 1), ("p95", 1), ("p99", 1))
    }
