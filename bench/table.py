"""The one table, as Markdown; what stands under it; and where both are kept."""

import json
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.site import HERE, ROOT

RESULTS = HERE / "results"
RESULTS.mkdir(exist_ok=True)
WHO = ("visitor", "visitor uncached", "member", "staff", "FlaskBB visitor", "FlaskBB member")
FIRST_AND_DEEP = (
    ("category, first page", "category, 200 pages deep"),
    ("huge thread, first page", "huge thread, 200 pages deep"),
)
HEAD = (
    "| page | who | CPU ms | × bare | × size 1 | a second | p50 | p95 | p99 | queries | bytes "
    "| compressed |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def stamp() -> dict[str, str]:
    """When, of which commit, on what."""
    git = ["git", "-C", str(ROOT)]
    commit = _said([*git, "rev-parse", "--short", "HEAD"])
    changed = "+" if _said([*git, "status", "--porcelain", "-uno"]) else ""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        "commit": commit + changed,
        "python": platform.python_version(),
    }


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def keep(result: dict[str, Any]) -> Path:
    """Write the result beside the earlier ones, as JSON and as Markdown; returns the latter."""
    day, size = result["date"][:10], result["facts"]["size"]
    path = RESULTS / f"{day}-{result['commit'].rstrip('+')}-size-{size}.md"
    path.with_suffix(".json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    path.write_text(drawn(result))
    return path


def keep_load(report: dict[str, Any], size: int) -> None:
    """Write what fifty people met beside the other results."""
    name = f"load-{report['date'][:10]}-{report['commit'].rstrip('+')}-size-{size}.json"
    (RESULTS / name).write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")


def latest(size: int) -> dict[str, Any] | None:
    found = sorted(RESULTS.glob(f"2*-size-{size}.json"), key=lambda path: path.stat().st_mtime)
    return json.loads(found[-1].read_text()) if found else None


def drawn(result: dict[str, Any]) -> str:
    small = latest(1) if result["facts"]["size"] != 1 else None
    before = {(cell["page"], cell["who"]): cell for cell in small["cells"]} if small else {}
    cells = sorted(result["cells"], key=lambda cell: WHO.index(cell["who"]))
    pages = list(dict.fromkeys(cell["page"] for cell in result["cells"]))
    lines = [
        _line(cell, before.get((page, cell["who"])))
        for page in pages
        for cell in cells
        if cell["page"] == page
    ]
    title = f"# Size {result['facts']['size']}, {result['date']}, {result['commit']}"
    return "\n".join([title, "", HEAD, *lines, "", *_under(result)]) + "\n"


def _line(cell: dict[str, Any], small: dict[str, Any] | None) -> str:
    grown = f"{cell['ratio'] / small['ratio']:.2f}" if small else ""
    errors = f" ({cell['errors']} errors)" if cell["errors"] else ""
    apart = f" (PostgreSQL {cell['database_ms']:.2f})" if cell["database_ms"] else ""
    queries = "" if cell["queries"] is None else f"{cell['queries']:g}"
    sizes = (f"{cell['size']:,}", f"{cell['compressed']:,}") if cell["size"] else ("", "")
    return (
        f"| {cell['page']} | {cell['who']}{errors} | {cell['cpu_ms']:.2f}{apart} "
        f"| {cell['ratio']:.1f} | {grown} | {cell['per_second']:,.0f} | {cell['p50']:.0f} "
        f"| {cell['p95']:.0f} | {cell['p99']:.0f} | {queries} | {sizes[0]} | {sizes[1]} |"
    )


def _under(result: dict[str, Any]) -> list[str]:
    facts = result["facts"]
    rows = facts["rows"]
    memory = "; ".join(f"{p['uss_mb']:.0f} MB {_short(p['command'])}" for p in result["memory"])
    ratios = {(cell["page"], cell["who"]): cell["ratio"] for cell in result["cells"]}
    deep = [
        f"{who} {ratios[deep, who] / ratios[first, who]:.2f} ({deep})"
        for first, deep in FIRST_AND_DEEP
        for who in WHO
        if (deep, who) in ratios and (first, who) in ratios
    ]
    return [
        f"- Site: {rows['thread']:,} threads, {rows['post']:,} posts, {rows['user']:,} people, "
        f"{rows['article']:,} articles; database {facts['database_bytes'] / 1e6:,.0f} MB.",
        f"- CPU ms: of the web server's process tree, a request; bare Flask page under the same "
        f"server: {result['bare_cpu_ms']} ms. Times in ms under wrk -t1 -c8.",
        f"- 200 pages deep against the first: {', '.join(deep)}.",
        f"- Memory of its own (USS) after the load: {memory}.",
        f"- Start until the first answer: {result['start_seconds']} s. Worker: "
        f"{result['worker_cpu_ms_a_reply']} CPU ms a reply.",
        f"- Index: {facts['index_documents']:,} documents in {facts['index_seconds']} s "
        f"({facts['index_cpu_seconds']} s CPU, {facts['index_documents_per_second']} a second), "
        f"{facts['index_bytes'] / 1e6:.0f} MB. Import: {facts.get('import', '-')}.",
        f"- Peer: {result['peer']}",
        f"- Python {result['python']}.",
    ]


def _short(command: str) -> str:
    for name in ("gunicorn", "worker", "run", "multiprocessing"):
        if name in command:
            return name
    return command[:40]
