"""`python -m bench locks`: how long each of the worker's jobs and handlers keeps writers waiting.

On SQLite one unit of work writes at a time. A job that looks around while it holds the lock costs
no page anything and stops everybody who posts; no mean of any page shows it.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Engine, event, select

from bench.fill.plan import BIG_THREAD
from bench.queries import application
from bench.site import copy_of, site
from core import events, schedule
from core.clock import now
from core.db import Model, db, is_writing, reading
from core.events import Delivery
from forum.models import Post
from kb.models import Article, ArticleStatus
from search.models import Gap

LONGEST = 250  # ms that somebody who posts may be kept waiting by one unit of work
SHOWN = 20  # ms; below it nobody notices


class Line(NamedTuple):
    """What one job took (s), and its longest unit of work that writes (ms)."""

    name: str
    seconds: float
    longest: float


def run() -> bool:
    """Print those that keep the lock for long; whether all are within the bound."""
    size = int(os.environ.get("SIZE", "10"))
    app = application(copy_of(site(size)).folder)
    with app.app_context():
        lines = list(_measured(db.engine))
    print(f"\nSize {size}: {len(lines)} jobs and handlers.\n")
    print("| job or handler | seconds | longest write, ms |\n|---|--:|--:|")
    for line in sorted(lines, key=lambda each: -each.longest):
        if line.longest >= SHOWN:
            print(f"| {line.name} | {line.seconds:.2f} | {line.longest:.0f} |")
    return all(line.longest <= LONGEST for line in lines)


def _measured(engine: Engine) -> Iterator[Line]:
    writes: list[float] = []
    with _noted(engine, writes):
        for name, what in [*_jobs(), *_news()]:
            writes.clear()
            began = time.perf_counter()
            what()
            db.session.commit()
            yield Line(name, time.perf_counter() - began, 1000 * max(writes, default=0.0))
            db.session.remove()


@contextmanager
def _noted(engine: Engine, writes: list[float]) -> Iterator[None]:
    """Seconds from a unit of work's beginning to its end, the line before it not counted."""

    def begun(connection) -> None:
        connection.info["begun"] = time.perf_counter() if is_writing() else None

    def ended(connection) -> None:
        if (at := connection.info.pop("begun", None)) is not None:
            writes.append(time.perf_counter() - at)

    listening = [("begin", begun), ("commit", ended), ("rollback", ended)]
    for name, listener in listening:
        event.listen(engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listening:
            event.remove(engine, name, listener)


def _jobs() -> Iterator[tuple[str, Callable[[], object]]]:
    for name, (_interval, job) in schedule._jobs.items():
        yield name, job


def _news() -> Iterator[tuple[str, Callable[[], object]]]:
    """News of threads, posts, articles and gaps to each who hears it, about the huge thread."""
    with reading():
        about = {
            "thread": BIG_THREAD,
            "post": _first(Post, Post.thread_id == BIG_THREAD),
            "article": _first(Article, Article.status == ArticleStatus.PUBLISHED),
            "gap": _first(Gap),
        }
        db.session.rollback()
    for news, handlers in events.events_heard().items():
        if (subject := about.get(news.partition(".")[0])) is None:
            continue
        for handler in handlers:
            given = Delivery(event=news, subject_id=subject, handler=handler, created_at=now())
            call = events._listeners[handler].call
            yield f"{handler}, {news}", lambda call=call, given=given: call([given])


def _first(model: type[Model], *where) -> int:
    return db.session.scalars(select(model.id).where(*where).order_by(model.id)).first() or 1
