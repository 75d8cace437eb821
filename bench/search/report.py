"""The two tables as Markdown, each number beside what it should be."""

from bench.search.quality import Row
from bench.search.speed import Engine, Result, Spread
from bench.search.targets import (
    AIMS,
    COLD,
    INDEX_SIZE,
    INDEXING,
    MEAN_OF_FTS5,
    OF_PLAIN,
    TIMES_WHOOSH,
    UPDATE_MS,
    WARM,
)
from search.scoring import CACHE_BYTES


def verdict(is_met: bool) -> str:
    return "pass" if is_met else "**miss**"


# quality


def quality_table(rows: list[Row]) -> list[str]:
    lines = [
        "| set | variant | nDCG@10 | ± | MRR | success@3 | dev | test | FTS5 | FTS5 test "
        "| target |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    plain = {row.name: row.ndcg for row in rows if row.variant == "plain"}
    for row in rows:
        lines.append(
            f"| {row.name} | {row.variant} | {row.ndcg:.3f} | {row.half_width:.3f} | {row.mrr:.3f}"
            f" | {row.success3:.3f} | {row.dev:.3f} | {row.test:.3f} | {row.fts5:.3f}"
            f" | {row.fts5_test:.3f} | {'; '.join(_told(row, plain[row.name]))} |"
        )
    return [*lines, "", *_means(rows)]


def _told(row: Row, plain: float) -> list[str]:
    told = []
    if aim := AIMS.get((row.name, row.variant)):
        least = aim.ours - row.half_width
        told.append(f"≥ {aim.ours:.3f} − {row.half_width:.3f}: {verdict(row.ndcg >= least)}")
        told.append(f"> {aim.best:.3f}, the best other: {verdict(row.ndcg > aim.best)}")
    share, sets = OF_PLAIN.get(row.variant, (0.0, ()))
    if row.name in sets:
        is_met = row.ndcg >= share * plain
        told.append(f"≥ {share} of plain, is {row.ndcg / plain:.3f}: {verdict(is_met)}")
    told.append(f"≥ FTS5: {verdict(row.ndcg >= row.fts5)}")
    return told


def _means(rows: list[Row]) -> list[str]:
    lines = []
    for variant in dict.fromkeys(row.variant for row in rows):
        every = [row for row in rows if row.variant == variant]
        # FTS5 takes a run of Han for one word: that set alone would carry the mean.
        without = [row for row in every if not row.name.startswith("zh-")]
        ours, theirs = _mean(every, "ndcg"), _mean(every, "fts5")
        apart = _mean(without, "ndcg") / _mean(without, "fts5") if without else 0
        lines.append(
            f"- Mean of {len(every)} sets, {variant}: {ours:.3f}, FTS5 {theirs:.3f}:"
            f" {ours / theirs:.2f} times (≥ {MEAN_OF_FTS5}:"
            f" {verdict(ours >= MEAN_OF_FTS5 * theirs)}); without Chinese {apart:.3f} times."
        )
    return lines


def _mean(rows: list[Row], name: str) -> float:
    return sum(getattr(row, name) for row in rows) / len(rows)


# speed


def speed_table(results: list[Result]) -> list[str]:
    lines = [
        "| documents | engine | warm p50 / p95 | cold p50 / p95 | update + reopen p50 / p95 "
        "| docs/s | MB |",
        "|--:|---|--:|--:|--:|--:|--:|",
    ]
    for result in results:
        engines = (("ours", result.ours), ("FTS5", result.fts5), ("Whoosh, Or", result.whoosh))
        lines += [
            f"| {result.documents:,} | {name} | {_pair(engine.warm)} | {_pair(engine.cold)}"
            f" | {_pair(engine.update)} | {engine.docs:,.0f} | {engine.size / 1e6:.1f} |"
            for name, engine in engines
            if engine
        ]
    return [
        *lines,
        "",
        "| target | is | |",
        "|---|--:|---|",
        *_targets(results),
        "",
        *_under(results),
    ]


def _pair(spread: Spread | None) -> str:
    return f"{spread.p50:.2f} / {spread.p95:.2f}" if spread else ""


def _targets(results: list[Result]) -> list[str]:
    return [
        f"| {words} | {value:.2f} | {verdict(is_met)} |"
        for result in results
        for words, value, is_met in [*_beside_fts5(result), *_beside_whoosh(result)]
    ]


def _beside_fts5(result: Result) -> list[tuple[str, float, bool]]:
    size, ours, peer = f"{result.documents:,}", result.ours, result.fts5
    found = []
    if share := WARM.get(result.documents):
        for name in ("p50", "p95"):
            of = getattr(ours.warm, name) / getattr(peer.warm, name)
            found.append((f"{size}: warm {name}, of FTS5's: ≤ {share}", of, of <= share))
        of = ours.cold.p50 / peer.cold.p50
        found.append((f"{size}: cold terms p50, of FTS5's: ≤ {COLD}", of, of <= COLD))
    return found


def _beside_whoosh(result: Result) -> list[tuple[str, float, bool]]:
    if result.whoosh is None:
        return []
    size, ours, own = f"{result.documents:,}", result.ours, result.whoosh
    times, docs = own.warm.p50 / ours.warm.p50, ours.docs / own.docs
    bytes_ = ours.size / own.size
    update = ours.update.p50
    return [
        (
            f"{size}: times faster than Whoosh's own, p50: ≥ {TIMES_WHOOSH}",
            times,
            times >= TIMES_WHOOSH,
        ),
        (f"{size}: update + reopen p50, CPU ms: ≤ {UPDATE_MS}", update, update <= UPDATE_MS),
        (f"{size}: docs/s, of Whoosh's default: ≥ {INDEXING}", docs, docs >= INDEXING),
        (f"{size}: index size, of Whoosh's default: ≤ {INDEX_SIZE}", bytes_, bytes_ <= INDEX_SIZE),
    ]


def _under(results: list[Result]) -> list[str]:
    first, last = results[0], results[-1]
    grown = [
        f"{name} {_engine(last, key).warm.p50 / _engine(first, key).warm.p50:.1f} times"
        for name, key in (("ours", "ours"), ("FTS5", "fts5"))
    ]
    kept = ", ".join(f"{r.documents:,}: {r.cache_bytes / 1e6:.0f} MB" for r in results)
    found = ", ".join(f"{r.documents:,}: {r.found:.0%}" for r in results)
    return [
        f"- From {first.documents:,} to {last.documents:,} documents the warm p50 grows:"
        f" {', '.join(grown)}.",
        f"- Postings, impacts and vocabulary kept after all queries, of"
        f" {CACHE_BYTES / 2**20:.0f} MB that a process may keep: {kept}.",
        f"- Queries for which ours found something: {found}.",
        "- CPU ms; docs/s of one core. `update + reopen`: one document, through `Index.apply`.",
    ]


def _engine(result: Result, key: str) -> Engine:
    engine: Engine = getattr(result, key)
    return engine
