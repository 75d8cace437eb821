"""`make bench-search [FULL=1]`: both tables, printed and kept. `python -m bench.search quality` or
`speed [DOCUMENTS …]` prints one of them."""

import os
import sys

from bench import table
from bench.search import quality, report, speed

SIZES = (1_000, 10_000, 50_000)
FULL = (*SIZES, 200_000)


def main(asked: list[str]) -> None:
    part, sizes = asked[:1], tuple(int(each) for each in asked[1:])
    sizes = sizes or (FULL if os.environ.get("FULL") else SIZES)
    stamp, parts = table.stamp(), []
    if part != ["speed"]:
        parts += _quality()
    if part != ["quality"]:
        parts += _speed(sizes)
    if not part:
        day, commit = stamp["date"][:10], stamp["commit"].rstrip("+")
        title = f"# Search, {stamp['date']}, {stamp['commit']}, Python {stamp['python']}"
        path = table.RESULTS / f"{day}-{commit}-search.md"
        path.write_text("\n".join([title, "", *parts]) + "\n")
        print(f"Kept as {path.name}.")


def _quality() -> list[str]:
    rows = list(quality.rows())
    lines = report.quality_table(rows) if rows else ["No set of queries lies beside this checkout."]
    return _shown(["## Quality", "", *lines, ""])


def _speed(sizes: tuple[int, ...]) -> list[str]:
    results = []
    for size in sizes:
        print(f"{size:,} documents …", file=sys.stderr)
        results.append(speed.measure(size))
    return _shown(["## Speed", "", *report.speed_table(results), ""])


def _shown(lines: list[str]) -> list[str]:
    print("\n".join(lines), flush=True)
    return lines


if __name__ == "__main__":
    main(sys.argv[1:])
