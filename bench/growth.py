"""`python -m bench growth`: what a page costs at ten times the size, and deep in a list.

Two runs of `make bench` lie minutes apart, in which a shared machine changes its speed by half.
Here both sites are served at once and loaded in turn, slice against slice; what counts is the
median of the rounds' ratios, of processor time a request. `growth 21 thread:visitor` measures that
row alone, in 21 rounds: pages of a fifth of a millisecond need more of them.
"""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from bench import server, table
from bench.load_wrk import Request, Slice, slice_of
from bench.measure import NO_CACHE, Run
from bench.pages import Page
from bench.site import copy_of, site

SIZES = (1, 10)
ROUNDS = 7
SECONDS = 1
GROWTH, DEPTH = 1.5, 1.3  # bounds
HEAD = (
    "| page | who | {} | {} | ratio | of the rounds | its p95, ms | bound |\n"
    "|---|---|--:|--:|--:|--:|--:|---|"
)


class Row(NamedTuple):
    """Two ways that are compared: medians of their CPU ms a request and of the other's p95 (ms)."""

    page: str
    who: str
    base_ms: float
    other_ms: float
    other_p95: float
    ratios: list[float]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


def run(rounds: int = ROUNDS, only: Sequence[str] = ()) -> bool:
    """Measure, print and keep; whether all is within bounds.

    only -- rows as `page:who`; none: all of them.
    """
    growth: list[Row] = []
    depth: list[Row] = []
    compare = Compare(rounds, only)
    with ExitStack() as stack:
        bare = stack.enter_context(server.bare())
        sites = [copy_of(site(size), f"run-{size}") for size in SIZES]
        for who, settings in (("visitor", {}), ("visitor uncached", NO_CACHE)):
            with ExitStack() as served:
                runs = [
                    Run(at, served.enter_context(server.shipped(at.folder, **settings)), bare,
                        SECONDS, settings)
                    for at in sites
                ]  # fmt: skip
                for each in runs:
                    each.settle()
                growth += compare.growth(runs, who, *(each.of_visitors() for each in runs))
                depth += compare.depth(runs, who, *(each.of_visitors() for each in runs))
                if not settings:
                    growth += compare.growth(
                        runs, "signed in", *(each.of_people() for each in runs)
                    )
                    depth += compare.depth(runs, "signed in", *(each.of_people() for each in runs))
    names = [f"CPU ms, size {size}" for size in SIZES]
    stamp = table.stamp()
    lines = [
        f"# Growth, {stamp['date']}, {stamp['commit']}", "",
        f"Median of {rounds} rounds of {SECONDS} s each, in turn.", "",
        HEAD.format(*names), *_drawn(growth, GROWTH), "",
        HEAD.format("CPU ms, first page", "CPU ms, 200 pages deep"), *_drawn(depth, DEPTH),
    ]  # fmt: skip
    part = "-part" if only else ""
    name = f"growth-{stamp['date'][:10]}-{stamp['commit'].rstrip('+')}{part}.md"
    (table.RESULTS / name).write_text("\n".join(lines) + "\n")
    print("\n".join(lines), f"\n\nKept as {name}.")
    over = [row for row in growth if row.ratio > GROWTH] + [r for r in depth if r.ratio > DEPTH]
    return not over


Asked = Iterable[tuple[Page, list[Request]]]
Way = tuple[Run, list[Request]]


class Compare(NamedTuple):
    """How often, and which rows (`page:who`; none: all)."""

    rounds: int
    only: Sequence[str]

    def growth(self, runs: list[Run], who: str, small: Asked, large: Asked) -> Iterator[Row]:
        for (page, base), (_page, other) in zip(small, large, strict=True):
            yield from self._row(page.name, who, (runs[0], base), (runs[1], other))

    def depth(self, runs: list[Run], who: str, *asked: Asked) -> Iterator[Row]:
        for size, one, pages in zip(SIZES, runs, asked, strict=True):
            by_name = {page.name: requests for page, requests in pages}
            for first, deep in table.FIRST_AND_DEEP:
                name = f"{deep}, size {size}"
                yield from self._row(name, who, (one, by_name[first]), (one, by_name[deep]))

    def _row(self, name: str, who: str, base: Way, other: Way) -> Iterator[Row]:
        if self.only and f"{name}:{who}" not in self.only:
            return
        print(f"  {name} ({who})", flush=True)
        _slice(*base), _slice(*other)  # what is kept is drawn before anything counts
        rounds = [(_slice(*base), _slice(*other)) for _ in range(self.rounds)]
        yield Row(
            name,
            who,
            statistics.median(one.cpu_ms for one, _ in rounds),
            statistics.median(two.cpu_ms for _, two in rounds),
            statistics.median(two.p95 for _, two in rounds),
            sorted(two.cpu_ms / one.cpu_ms for one, two in rounds),
        )


def _slice(of: Run, requests: list[Request]) -> Slice:
    loaded = slice_of(of.shipped.port, of.shipped.web, requests, SECONDS)
    if requests[0].body is not None:
        of.drain()
    return loaded


def _drawn(rows: list[Row], bound: float) -> list[str]:
    return [
        f"| {row.page} | {row.who} | {row.base_ms:.2f} | {row.other_ms:.2f} | {row.ratio:.2f} "
        f"| {row.ratios[0]:.2f}–{row.ratios[-1]:.2f} | {row.other_p95:.0f} "
        f"| {'' if row.ratio <= bound else f'**over {bound}**'} |"
        for row in rows
    ]
