"""What eight readers met, beside what they may meet."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST_TIMES = 2.0  # CPU p95 of a search, the writer busy, of that with the writer idle
MOST_SECONDS = 2.0  # until an update is found


@dataclass
class Seen:
    """What one reader met. idle, busy -- CPU ms of each search."""

    idle: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    checked: int = 0  # hits among the changing documents
    forbidden: int = 0


def shown(readers: list[Seen], found: dict[str, Any], written: dict[str, Any]) -> bool:
    idle = sorted(ms for seen in readers for ms in seen.idle)
    busy = sorted(ms for seen in readers for ms in seen.busy)
    errors = sum((seen.errors for seen in readers), Counter())
    forbidden = sum(seen.forbidden for seen in readers)
    seconds = sorted(found["seconds"]) or [float("inf")]
    committed = sorted(written["seconds"])
    ratio = _at(busy, 0.95) / _at(idle, 0.95)
    lines = [
        ("errors", f"{errors.total()} {dict(errors) or ''}", not errors),
        (
            "hits that their reader may not see",
            f"{forbidden} of {sum(seen.checked for seen in readers):,} of changing documents",
            not forbidden,
        ),
        (
            "CPU ms of a search, p50 / p95",
            f"{_at(busy, 0.5):.2f} / {_at(busy, 0.95):.2f} of {len(busy):,}; writer idle"
            f" {_at(idle, 0.5):.2f} / {_at(idle, 0.95):.2f} of {len(idle):,}; p95 is"
            f" {ratio:.2f} times",
            ratio <= MOST_TIMES,
        ),
        (
            "seconds until an update is found, p50 / p95 / most",
            f"{_at(seconds, 0.5):.2f} / {_at(seconds, 0.95):.2f} / {seconds[-1]:.2f}"
            f" of {len(found['seconds']):,}; never {found['never']}",
            seconds[-1] <= MOST_SECONDS and not found["never"],
        ),
    ]
    for name, value, is_met in lines:
        print(f"{name}: {value} – {'pass' if is_met else 'MISS'}")
    print(
        f"The writer: {written['updates']:,} updates in {written['batches']:,} commits,"
        f" {written['cpu_ms']:.1f} CPU ms each; committed after {_at(committed, 0.5):.2f} s,"
        f" at most {committed[-1]:.2f}."
    )
    return all(is_met for _name, _value, is_met in lines)


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
