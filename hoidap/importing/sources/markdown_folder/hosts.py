"""Which host the pages once stood on, when most of their links by number lead to one."""

import re
from collections import Counter

from hoidap.importing.spool import Spool

_LINK = re.compile(r"https?://([\w.-]{1,253})/hc/(?:[\w-]{1,20}/)?articles/(\d{5,20})")
LEAST = 3  # different pages that are linked to


class Hosts:
    """Collected while pages are read: their numbers, and the numbers that links name by host."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self._ours: frozenset[str] | None = None  # not known, or no more

    def take(self, body: str, number: str | None) -> None:
        self._ours = None
        if number:
            self.spool.put("number", number, {})
        if "/hc/" in body:
            for host, linked in _LINK.findall(body):
                kept = {"host": host.lower(), "number": linked}
                self.spool.put("linked", f"{host.lower()} {linked}", kept)

    def ours(self) -> frozenset[str]:
        """The host where most of the links that name one of our numbers lead, or none."""
        if self._ours is None:
            counts = Counter(
                each["host"]
                for each in self.spool.all("linked")
                if self.spool.has("number", each["number"])
            )
            best = max(counts, key=lambda host: counts[host], default="")
            is_clear = counts[best] >= LEAST and counts[best] * 2 > counts.total()
            self._ours = frozenset({best}) if is_clear else frozenset()
        return self._ours
