"""`python -m bench profile "home" [member|staff]`: where a page's time goes, in this process."""

import cProfile
import pstats
import time

from sqlalchemy import event

from accounts.models import User
from accounts.services import sessions
from bench import queries
from bench.fill.plan import MEMBERS, STAFF
from bench.measure import NO_CACHE
from bench.pages import PAGES
from bench.people import ACCEPT
from bench.places import Places
from bench.site import Site
from core.db import db

TIMES = 20
BATCHES = 5
SHOWN = 30  # functions


def profile(site: Site, name: str, who: str) -> None:
    """Print processor time a request, each SQL statement with its time, the costly functions."""
    app = queries.application(site.folder, **NO_CACHE)
    page = next(page for page in PAGES if page.name == name)
    paths = page.paths(Places(app, site.facts))
    headers = dict(ACCEPT)
    if who != "visitor":
        with app.app_context():
            person = db.session.get_one(User, STAFF[0] if who == "staff" else MEMBERS[0])
            headers["Cookie"] = f"{sessions.cookie_name()}={sessions.begin(person)}"
            db.session.commit()
    client = app.test_client(use_cookies=False)

    def go() -> None:
        for turn in range(TIMES):
            answer = client.get(paths[turn % len(paths)], headers=headers)
            assert answer.status_code == 200, answer.status

    go()
    spent = []
    for _ in range(BATCHES):
        began = time.process_time()
        go()
        spent.append(1000 * (time.process_time() - began) / TIMES)
    print(f"{name} ({who}): {min(spent):.2f} CPU ms, the best of {BATCHES} times {TIMES}\n")
    _statements(app, lambda: client.get(paths[0], headers=headers))
    profiler = cProfile.Profile()
    profiler.runcall(go)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(SHOWN)


def _statements(app, ask) -> None:
    began: list[float] = []

    def before(*_) -> None:
        began.append(time.perf_counter())

    def after(_connection, _cursor, statement, *_) -> None:
        spent = 1000 * (time.perf_counter() - began.pop())
        print(f"{spent:8.2f} ms  {' '.join(statement.split())[:300]}")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    ask()
    event.remove(engine, "before_cursor_execute", before)
    event.remove(engine, "after_cursor_execute", after)
