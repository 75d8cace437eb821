"""How often one may search: counted in memory, since a search must not write. Per process."""

import math
import threading
import time
from collections import deque

from flask import current_app

from core.bounded import Bounded
from core.permissions import Actor
from core.ratelimits import TooMany

SIGNED_IN = 60  # searches a minute
VISITOR = 30
SUGGESTIONS = 4  # times as many suggestions as searches
MINUTE = 60.0  # seconds
MOST = 20_000  # people and addresses that are counted at once; those not heard of for longest go
_hits: Bounded[deque[float]] = Bounded(MOST)  # moments of the last minute
_turn = threading.Lock()


def count(actor: Actor, address: str, *, suggestions: bool = False) -> None:
    """Note one search of this person (or address). Raises core.ratelimits.TooMany."""
    count_of(actor.id if actor.is_authenticated else None, address, suggestions=suggestions)


def count_of(person: int | None, address: str, *, suggestions: bool = False) -> None:
    """The same, of the person with this id; None: a visitor."""
    allowed = SIGNED_IN if person else VISITOR
    who = f"user:{person}" if person else f"address:{address}"
    if suggestions:
        _count("suggest", who, allowed * SUGGESTIONS)
    else:
        _count("search", who, allowed)


def count_step(address: str) -> None:
    """Note that a hit was opened from this address. Raises core.ratelimits.TooMany."""
    _count("step", f"address:{address}", SIGNED_IN)


def forget() -> None:
    """Nobody has searched."""
    _hits.clear()


def _count(what: str, who: str, allowed: int) -> None:
    """allowed -- times a minute, in all processes together."""
    factor = float(current_app.config["HOIDAP_RATE_LIMIT_FACTOR"])
    if factor == 0:
        return
    share = max(1, int(allowed * factor / max(1, current_app.config["HOIDAP_WEB_PROCESSES"])))
    now = time.monotonic()
    with _turn:
        hits = _hits.get((what, who)) or deque()
        while hits and hits[0] <= now - MINUTE:
            hits.popleft()
        if len(hits) >= share:
            raise TooMany(max(1, math.ceil(hits[0] + MINUTE - now)))
        hits.append(now)
        _hits.put((what, who), hits, 1)
