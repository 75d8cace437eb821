"""How often one may search: counted in memory, since a search must not write. Per process."""

import math
import time

from flask import current_app
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from core.permissions import Actor
from core.ratelimits import TooMany

SIGNED_IN = 60  # searches a minute
VISITOR = 30
SUGGESTIONS = 4  # times as many suggestions as searches
_limiter = MovingWindowRateLimiter(MemoryStorage())


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


def _count(what: str, who: str, allowed: int) -> None:
    """allowed -- times a minute, in all processes together."""
    factor = float(current_app.config["HOIDAP_RATE_LIMIT_FACTOR"])
    if factor == 0:
        return
    share = allowed * factor / max(1, current_app.config["HOIDAP_WEB_PROCESSES"])
    item = RateLimitItemPerMinute(max(1, int(share)))
    if not _limiter.hit(item, what, who):
        free_at = _limiter.get_window_stats(item, what, who).reset_time
        raise TooMany(max(1, math.ceil(free_at - time.time())))
