"""`make bench`: fill once, measure, print the one table, keep it. See README.md."""

import json
import os
import sys

from bench import figures, growth, load_wrk, locks, plot, table, updates
from bench.load import load
from bench.measure import measure
from bench.profile import profile
from bench.site import copy_of, site


def main() -> int:
    if sys.argv[1:2] == ["updates"]:
        return 0 if updates.run(float(sys.argv[2] if sys.argv[2:] else "60")) else 1
    if sys.argv[1:2] == ["figures"]:
        return 0 if figures.run() else 1
    if sys.argv[1:2] == ["locks"]:
        return 0 if locks.run() else 1
    if sys.argv[1:2] == ["growth"]:
        rounds, *rows = sys.argv[2:] or [str(growth.ROUNDS)]
        return 0 if growth.run(int(rounds), rows) else 1
    size = int(os.environ.get("SIZE", "1"))
    try:
        load_wrk.check()
    except load_wrk.NoWrk as problem:
        print(problem, file=sys.stderr)
        return 1
    run = copy_of(site(size))
    if sys.argv[1:2] == ["profile"]:
        profile(run, sys.argv[2], sys.argv[3] if sys.argv[3:] else "visitor")
        return 0
    if sys.argv[1:2] == ["load"]:
        report = table.stamp() | load(run, minutes=float(sys.argv[2] if sys.argv[2:] else "1"))
        print(json.dumps(report, indent=1, ensure_ascii=False))
        table.keep_load(report, size)
        return 0
    result = table.stamp() | {"facts": run.facts}
    result |= measure(run, seconds=int(os.environ.get("SECONDS_A_SLICE", "2")))
    path = table.keep(result)
    plot.draw(result)
    print(f"\n{path.read_text()}\nKept as {path.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
