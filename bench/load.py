"""`python -m bench load MINUTES`: fifty people at once against the shipped server.

Nineteen of twenty requests read. Afterwards every acknowledged reply must be in the database, once.
"""

import random
import statistics
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bench import queries, server
from bench.fill.plan import MEMBERS
from bench.measure import WORDS
from bench.people import ACCEPT, Browser
from bench.places import Places
from bench.site import Site
from core.clock import now
from core.db import db
from core.events import Delivery
from forum.models import Post

PEOPLE = 50
VISITORS = 25  # of them; the others are signed in
WRITES = 0.05
THINKS = (0.5, 1.5)  # seconds between two requests of one person
READS = {  # how often a page is asked for, by the names of Places
    "threads": 30,
    "articles": 20,
    "searches": 15,
    "room": 10,
    "typing": 10,
    "thread_deep": 5,
    "room_deep": 5,
    "people": 5,
}


class Person(threading.Thread):
    """Reads, thinks, now and then replies; until `until` (time.monotonic)."""

    def __init__(self, number: int, port: int, at: Places, until: float) -> None:
        super().__init__(name=f"person {number}")
        self.dice, self.until, self.at = random.Random(number), until, at
        self.browser = Browser(port)
        self.is_member = number >= VISITORS
        if self.is_member:
            self.browser.sign_in(MEMBERS[number % len(MEMBERS)])
        self.reads: list[float] = []  # seconds
        self.writes: list[float] = []
        self.errors: Counter[str] = Counter()
        self.acknowledged: list[str] = []  # the words of each reply

    def run(self) -> None:
        while time.monotonic() < self.until:
            share = WRITES * PEOPLE / (PEOPLE - VISITORS) if self.is_member else 0
            began = time.perf_counter()
            try:
                (self._reply if self.dice.random() < share else self._read)(began)
            except OSError as problem:
                self.errors[type(problem).__name__] += 1
            time.sleep(self.dice.uniform(*THINKS))

    def _read(self, began: float) -> None:
        kind = self.dice.choices(list(READS), list(READS.values()))[0]
        found = getattr(self.at, kind)
        answer = self.browser.get(
            found if isinstance(found, str) else self.dice.choice(found), **ACCEPT
        )
        self.reads.append(time.perf_counter() - began)
        if answer.status != 200:
            self.errors[f"{kind}: {answer.status}"] += 1

    def _reply(self, began: float) -> None:
        words = WORDS.replace("SERIAL", f"{self.name} {self.dice.random()}")
        answer = self.browser.post(self.dice.choice(self.at.replies), body=words)
        self.writes.append(time.perf_counter() - began)
        if answer.status == 303:
            self.acknowledged.append(words)
        else:
            self.errors[f"reply: {answer.status}"] += 1


def load(site: Site, minutes: float) -> dict[str, Any]:
    """Run it; returns errors, times, lost and doubled replies, and how far the worker lags."""
    app = queries.application(site.folder)
    with server.shipped(site.folder) as shipped:
        at = Places(app, site.facts)
        until = time.monotonic() + 60 * minutes
        people = [Person(number, shipped.port, at, until) for number in range(PEOPLE)]
        for person in people:
            person.until = time.monotonic() + 60 * minutes
            person.start()
        lags = []
        while any(person.is_alive() for person in people):
            lags.append(_lag(app))
            time.sleep(1)
        drained = time.monotonic()
        while _lag(app):
            time.sleep(0.2)
        drained = time.monotonic() - drained
    kept = Counter(_replies(app))
    said = [words for person in people for words in person.acknowledged]
    return {
        "minutes": minutes,
        "requests": sum(len(person.reads) + len(person.writes) for person in people),
        "reads_ms": _spread([each for person in people for each in person.reads]),
        "replies_ms": _spread([each for person in people for each in person.writes]),
        "replies_acknowledged": len(said),
        "replies_lost": sum(kept[words] == 0 for words in said),
        "replies_doubled": sum(kept[words] > 1 for words in said),
        "errors": dict(sum((person.errors for person in people), Counter())),
        "worker_lag_seconds": {
            "median": round(statistics.median(lags), 2),
            "most": round(max(lags), 2),
            "until_idle_at_the_end": round(drained, 2),
        },
    }


def _lag(app: Any) -> float:
    """How long the oldest due delivery has been waiting, in seconds."""
    with app.app_context():
        moment = now()
        oldest = db.session.scalar(
            select(func.min(Delivery.created_at)).where(Delivery.run_after <= moment)
        )
        db.session.rollback()
    return (moment - oldest) / timedelta(seconds=1) if oldest else 0.0


def _replies(app: Any) -> list[str]:
    with app.app_context():
        posts = select(Post.body).where(Post.body.contains("person "))
        return list(db.session.scalars(posts))


def _spread(seconds: list[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {}
    cuts = statistics.quantiles(seconds, n=100)
    return {f"p{percent}": round(1000 * cuts[percent - 1], 1) for percent in (50, 95, 99)}
