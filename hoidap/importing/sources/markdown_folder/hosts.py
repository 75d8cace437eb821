"""Which host the pages once stood on, when most of their links by number lead to one."""

import re
from collections import defaultdict

_LINK = re.compile(r"https?://([\w.-]{1,253})/hc/(?:[\w-]{1,20}/)?articles/(\d{5,20})")
LEAST = 3  # different pages that are linked to


class Hosts:
    """Collected while pages are read: their numbers, and the numbers that links name by host."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self.linked: dict[str, set[str]] = defaultdict(set)

    def take(self, body: str, number: str | None) -> None:
        if number:
            self.numbers.add(number)
        if "/hc/" in body:
            for host, linked in _LINK.findall(body):
                self.linked[host.lower()].add(linked)

    def ours(self) -> frozenset[str]:
        """The host where most of the links that name one of our numbers lead, or none."""
        counts = {host: len(linked & self.numbers) for host, linked in self.linked.items()}
        best = max(counts, key=lambda host: counts[host], default="")
        is_clear = counts.get(best, 0) >= LEAST and counts[best] * 2 > sum(counts.values())
        return frozenset({best}) if is_clear else frozenset()
