"""What an import did: numbers, every document that was left out, every construct not understood."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

EXAMPLES = 5  # kept of each construct, and of what comes
LISTED = 2_000  # skipped things named one by one; beyond that they are counted


class Step(StrEnum):
    NEW = "new"
    CHANGED = "changed"  # it changed there since the last import, and here nobody touched it
    GREW = "grew"  # a thread with posts that were not here yet
    UNCHANGED = "unchanged"
    KEPT = "kept"  # it changed on both sides: ours stays
    SKIPPED = "skipped"


@dataclass
class Construct:
    """Something in the former system's texts or data that we could not carry over as it was."""

    count: int = 0
    examples: list[str] = field(default_factory=list)  # where it stood


@dataclass
class Report:
    """Collected while an import runs; `as_json` is what the desk keeps and shows."""

    counts: Counter[tuple[str, Step]] = field(default_factory=Counter)  # (kind, step)
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (where, why)
    skipped_unnamed: int = 0
    constructs: dict[str, Construct] = field(default_factory=dict)
    links: Counter[str] = field(default_factory=Counter)  # "led on", "dead", …
    dead_links: list[tuple[str, str]] = field(default_factory=list)  # (where, href)
    examples: dict[str, list[str]] = field(default_factory=dict)  # kind -> titles that come

    def count(self, kind: str, step: Step, by: int = 1) -> None:
        self.counts[kind, step] += by

    def skip(self, kind: str, where: str, why: str) -> None:
        """A thing that does not come, with its reason in plain words."""
        self.count(kind, Step.SKIPPED)
        if len(self.skipped) < LISTED:
            self.skipped.append((where, why))
        else:
            self.skipped_unnamed += 1

    def note(self, construct: str, where: str, by: int = 1) -> None:
        """A construct we do not understand, or had to simplify; the document comes all the same."""
        found = self.constructs.setdefault(construct, Construct())
        found.count += by
        if len(found.examples) < EXAMPLES and where not in found.examples:
            found.examples.append(where)

    def leave_out(self, kind: str, construct: str, where: str, by: int = 1) -> None:
        """Things of a kind that never come: counted together, with some examples."""
        self.count(kind, Step.SKIPPED, by)
        self.note(construct, where, by)

    def example(self, kind: str, title: str) -> None:
        """A few of what comes, by title: wrong letters are seen at one glance."""
        titles = self.examples.setdefault(kind, [])
        if len(titles) < EXAMPLES:
            titles.append(title)

    def dead_link(self, where: str, href: str) -> None:
        self.links["dead"] += 1
        if len(self.dead_links) < LISTED:
            self.dead_links.append((where, href))

    def total(self, *steps: Step) -> int:
        return sum(count for (_, step), count in self.counts.items() if step in steps)

    def as_json(self) -> dict[str, Any]:
        counts: dict[str, dict[str, int]] = {}
        for (kind, step), count in sorted(self.counts.items()):
            counts.setdefault(kind, {})[step.value] = count
        return {
            "counts": counts,
            "skipped": [list(each) for each in self.skipped],
            "skipped_unnamed": self.skipped_unnamed,
            "constructs": {
                name: {"count": each.count, "examples": each.examples}
                for name, each in sorted(self.constructs.items(), key=lambda item: -item[1].count)
            },
            "links": dict(self.links),
            "examples": self.examples,
            "dead_links": [list(each) for each in self.dead_links],
        }
