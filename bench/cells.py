"""One line of the table and how it comes about: slices of load, each after one of the bare page."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bench.load_wrk import Request, Slice, slice_of
from bench.people import ACCEPT, Browser
from bench.server import Server

SLICES = 3  # of each cell; the median counts


@dataclass(frozen=True)
class Cell:
    """One line of the table. Times in milliseconds, sizes in bytes (means over the addresses)."""

    page: str
    who: str  # one of table.WHO
    cpu_ms: float
    database_ms: float  # what a database server of its own spent of cpu_ms
    ratio: float  # to the bare page, slice by slice
    per_second: float
    p50: float
    p95: float
    p99: float
    queries: float | None  # None: not counted
    size: float
    compressed: float
    errors: int


class Pair(NamedTuple):
    floor: Slice  # of the bare page
    page: Slice


class Size(NamedTuple):
    plain: int
    compressed: int  # as a browser gets it


def pairs(bare: Server, server: Server, requests: list[Request], seconds: int) -> Iterator[Pair]:
    """Load the bare page and then the page, SLICES times."""
    for _ in range(SLICES):
        floor = slice_of(bare.port, bare.web, [Request("/")], 1)
        yield Pair(floor, slice_of(server.port, server.web, requests, seconds, server.database))


def page_of(port: int, request: Request) -> tuple[str, Size]:
    """The page behind a request, and its bytes. It must be a page."""
    browser = Browser(port)
    cookie = {"Cookie": request.headers["Cookie"]} if "Cookie" in request.headers else {}
    plain = browser.get(request.path, **cookie)
    if plain.status in (301, 302):  # a short address; what is measured is where it leads
        raise RuntimeError(f"{request.path} leads on to {plain.headers['Location']}")
    if plain.status != 200:
        raise RuntimeError(f"{request.path} answers {plain.status}")
    packed = browser.get(request.path, **ACCEPT, **cookie)
    return plain.body.decode(), Size(len(plain.body), len(packed.body))


def cell(
    page: str, who: str, loaded: list[Pair], sizes: list[Size], queries: float | None = None
) -> Cell:
    """The line: medians of the slices, means of the sizes."""
    slices = [pair.page for pair in loaded]
    return Cell(
        page=page,
        who=who,
        ratio=round(statistics.median(p.page.cpu_ms / p.floor.cpu_ms for p in loaded), 1),
        queries=None if queries is None else round(queries, 1),
        size=round(statistics.mean(size.plain for size in sizes)) if sizes else 0,
        compressed=round(statistics.mean(size.compressed for size in sizes)) if sizes else 0,
        errors=sum(each.errors for each in slices),
        **_medians(slices),
    )


def _medians(slices: list[Slice]) -> dict[str, float]:
    digits = {"cpu_ms": 2, "database_ms": 2, "per_second": 1, "p50": 1, "p95": 1, "p99": 1}
    return {
        name: round(statistics.median(getattr(each, name) for each in slices), places)
        for name, places in digits.items()
    }
