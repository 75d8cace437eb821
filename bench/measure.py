"""Measures every page for everybody, each slice beside one of the bare page, in one run."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench import processes, queries, server
from bench.cells import Cell, cell, page_of, pairs
from bench.fill.plan import MEMBERS, STAFF
from bench.load_wrk import Request
from bench.pages import PAGES, Page
from bench.peer import measure as peer
from bench.people import ACCEPT, Browser
from bench.places import Places
from bench.site import Site
from core.db import db
from core.events import Delivery

WORDS = (
    "Cảm ơn bạn, **khởi động lại** xong thì máy in chạy bình thường. Mã lỗi là `E42`:\n\n"
    "1. rút nguồn,\n2. đợi mười giây,\n3. cắm lại.\n\nXem thêm https://example.com/ nhé. SERIAL"
)
NO_CACHE = {"HOIDAP_PAGE_CACHE_BYTES": "0"}


def measure(site: Site, seconds: int) -> dict[str, Any]:
    """Everything there is to say of a fresh copy of a site: cells, memory, start, worker."""
    with ExitStack() as stack:
        bare = stack.enter_context(server.bare())
        result: dict[str, Any] = {"cells": []}
        peers, result["peer"] = peer.measured(site, bare, seconds)  # before our site is posted to
        for who, settings in (("visitor", {}), ("visitor uncached", NO_CACHE)):
            with server.shipped(site.folder, **settings) as shipped:
                run = Run(site, shipped, bare, seconds, settings)
                run.settle()
                result["cells"] += [asdict(cell) for cell in run.visitor(who)]
                if not settings:  # as it is shipped
                    result["cells"] += [asdict(cell) for cell in run.signed_in()]
                    result["worker_cpu_ms_a_reply"] = run.worker_ms
                result["start_seconds"] = round(shipped.start_seconds, 2)
                result["memory"] = [
                    process._asdict() for process in processes.memory(shipped.process.pid)
                ]
        result["cells"] += [asdict(cell) for cell in peers]
        result["bare_cpu_ms"] = round(statistics.median(run.bare_ms), 3)
    return result


class Run:
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
        for page, requests in self.of_visitors():
            yield self._cell(page, who, requests)

    def signed_in(self) -> Iterator[Cell]:
        for page, requests in self.of_people():
            yield self._cell(page, "staff" if page.who == "staff" else "member", requests)

    def of_visitors(self) -> Iterator[tuple[Page, list[Request]]]:
        """What a visitor asks of each page."""
        for page in PAGES:
            if page.who == "everybody":
                yield page, [Request(path, ACCEPT) for path in page.paths(self.at)]

    def of_people(self) -> Iterator[tuple[Page, list[Request]]]:
        """What those ask whom a page is for, signed in."""
        staff = Browser(self.shipped.port).sign_in(STAFF[0])
        members = [Browser(self.shipped.port).sign_in(person) for person in MEMBERS]
        for page in PAGES:
            browsers = {"everybody": members[:1], "staff": [staff], "members": members}[page.who]
            paths = page.paths(self.at)
            turns = max(len(paths), len(browsers))
            yield (
                page,
                [
                    _request(page, paths[turn % len(paths)], browsers[turn % len(browsers)])
                    for turn in range(turns)
                ],
            )

    def _cell(self, page: Page, who: str, requests: list[Request]) -> Cell:
        print(f"  {page.name} ({who})", flush=True)
        asked = requests[:20]
        sizes = [] if page.is_post else [page_of(self.shipped.port, each)[1] for each in asked]
        loaded = []
        worker = self._worker_seconds()
        for pair in pairs(self.bare, self.shipped, requests, self.seconds):
            loaded.append(pair)
            self.bare_ms.append(pair.floor.cpu_ms)
            if page.is_post:
                self.drain()
                spent = self._worker_seconds() - worker
                self.worker_ms = round(1000 * spent / pair.page.sent, 2)
                worker += spent
        return cell(page.name, who, loaded, sizes, queries.per_request(self.app, asked))

    def settle(self) -> None:
        """Wait until what the worker does at its start is done."""
        self.drain()
        before = self._worker_seconds()
        for _ in range(60):
            time.sleep(1)
            now = self._worker_seconds()
            if now - before < 0.1:
                return
            before = now

    def drain(self) -> None:
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
