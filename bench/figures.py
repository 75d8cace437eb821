"""100,000 searches, replayed: what the worker's jobs take, whether all numbers equal a recount.

The queries are those of `../shared/data/eval`; how each ended is thrown with fixed dice. They go
the way of real ones, through the buffer of the log; only their moments are moved into the past, a
day at a time. The site is thrown away.
"""

import gzip
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from flask_migrate import upgrade
from sqlalchemy import func, select, update

from accounts.models import Role, User
from accounts.services import sessions
from bench import load_wrk
from bench.cells import cell, page_of, pairs
from bench.load_wrk import Request
from bench.queries import application
from bench.search.quality import SETS
from bench.server import bare, shipped
from core.clock import today
from core.db import db, writing
from hoidap.figures import daily
from search.analysis import fold
from search.models import Gap, SearchDay, SearchLog, SearchStep, StepKind
from search.services import clustering, counting, days, demand, engine, gaps, log, weighing

SEARCHES, DAYS = 100_000, 84
SEED = 2026
IN_VAIN = 0.25  # of the different queries
LIMIT = 30  # times the bare page


class Replayed(NamedTuple):
    """One search as we threw it."""

    day: date
    language: str
    words: str
    has_failed: bool
    has_opened: bool
    has_asked: bool


def run() -> bool:
    """Print what it took, and whether all numbers agree. Without the queries it says so."""
    queries = list(_queries())
    if not queries:
        print(f"No set of queries lies beside this checkout ({SETS.name}): nothing to replay.")
        return True
    with tempfile.TemporaryDirectory() as folder:
        app = application(Path(folder))
        with app.app_context(), writing():
            upgrade(directory=str(Path(__file__).parents[1] / "migrations"))
            engine.rebuild()
            replayed = _timed(f"{SEARCHES:,} searches logged", lambda: _replay(queries))
            _jobs()
            agrees = all([_days_agree(replayed), _board_agrees(replayed), _figures(replayed)])
            cookie = _staff()
            db.session.remove()
        return _pages(Path(folder), cookie) and agrees


def _queries() -> Iterator[tuple[str, str]]:
    for path in sorted(SETS.glob("*/queries.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                query = json.loads(line)
                yield query["text"], "vi" if query["lang"] == "vi" else "en"


def _replay(queries: list[tuple[str, str]]) -> list[Replayed]:
    dice = random.Random(SEED)
    dice.shuffle(queries)
    weights = [1 / (rank + 10) for rank in range(len(queries))]
    in_vain = [dice.random() < IN_VAIN for _ in queries]
    found: list[Replayed] = []
    for ago in reversed(range(DAYS)):
        day = today() - timedelta(days=ago)
        share = SEARCHES * (DAYS - ago) // DAYS - len(found)
        for at in dice.choices(range(len(queries)), weights, k=share):
            found.append(_search(day, *queries[at], in_vain[at], dice))
            if len(log.buffer().rows) > 1_000:
                log.buffer().flush()
        log.buffer().flush()
        _move(days.midnight(day) + timedelta(hours=12) if ago else None)
    return found


def _search(day: date, text: str, language: str, in_vain: bool, dice: random.Random) -> Replayed:
    """As typed, without its last word, or without marks."""
    typed = dice.choice((text, text, text.rpartition(" ")[0] or text, fold(text)))
    failed = in_vain or dice.random() < 0.02
    opened = not failed and dice.random() < 0.6
    asked = failed and dice.random() < 0.05
    log.note(typed, language, 0 if failed else 10, has_failed=failed)
    for kind, happened in ((StepKind.OPENED, opened), (StepKind.ASKED, asked)):
        if happened:
            log.note_step(typed, language, kind)
    return Replayed(day, language, gaps.words_of(typed), failed, opened, asked)


def _move(moment: datetime | None) -> None:
    """What was written just now was written then."""
    if moment is not None:
        for kept in (SearchLog, SearchStep):
            now = kept.created_at >= days.midnight(today())
            db.session.execute(update(kept).where(now).values(created_at=moment))
        db.session.commit()


def _jobs() -> None:
    def all_of(job: Callable[[], int], most: int) -> Callable[[], int]:
        def run() -> int:
            rounds = 1
            while job() >= most:
                db.session.commit()
                rounds += 1
            db.session.commit()
            return rounds

        return run

    rounds = _timed("days counted", all_of(days.count, days.SLICE))
    rows = db.session.scalar(select(func.count()).select_from(SearchDay))
    print(f"  in {rounds} rounds, {rows:,} rows")
    rounds = _timed("clusters made", all_of(clustering.cluster, clustering.SLICE))
    all_gaps = db.session.scalar(select(func.count()).select_from(Gap))
    heads = db.session.scalar(select(func.count()).where(Gap.head_id.is_(None)))
    print(f"  in {rounds} rounds, {all_gaps:,} wordings behind {heads:,} heads")
    for name, job in (
        ("the same days again", days.count),
        ("board", counting.renew),
        ("figures", daily.renew),
    ):
        _timed(f"{name} counted", job)
        db.session.commit()


def _timed(what: str, job: Callable[[], Any]) -> Any:
    began, worked = time.perf_counter(), time.process_time()
    answer = job()
    cpu = time.process_time() - worked
    print(f"{what}: {time.perf_counter() - began:.2f} s, {cpu:.2f} of the processor", flush=True)
    return answer


def _days_agree(replayed: list[Replayed]) -> bool:
    plain: Counter[tuple[Any, ...]] = Counter()
    for one in replayed:
        for name, happened in zip(days.COUNTS, (True, *one[3:]), strict=True):
            plain[one.day, one.language, one.words, name] += happened
    kept = {
        (row.day, row.language, row.words, name): getattr(row, name)
        for row in db.session.scalars(select(SearchDay))
        for name in days.COUNTS
    }
    return _said("counts of days, languages and words", len(kept), kept == dict(plain))


def _board_agrees(replayed: list[Replayed]) -> bool:
    """The clusters are ours; what they add up to, and their order, is counted from the searches."""
    in_vain = Counter(one.words for one in replayed if one.has_failed)
    turn = today() - weighing.SPAN
    recent = Counter(one.words for one in replayed if one.day > turn)
    before = Counter(one.words for one in replayed if turn - weighing.SPAN < one.day <= turn)
    sums: dict[int, list[int]] = {}
    for gap in db.session.scalars(select(Gap)):
        head = sums.setdefault(gap.head_id or gap.id, [0, 0, 0])
        for at, counted in enumerate((in_vain, recent, before)):
            head[at] += counted[gap.words]
    order = sorted(sums, key=lambda number: (-sums[number][0], -number))[: counting.MOST]
    lines = []
    after: int | None = 0
    while after is not None:
        board = demand.board(after=after)
        lines += [(one.gap.id, *one.numbers) for one in board.lines]
        after = board.more
    plain = [(number, sums[number][0], 0, 0, *sums[number][1:]) for number in order]
    is_same = lines == plain and board.total == min(len(sums), counting.MOST + 1)
    return _said("lines of the board", len(lines), is_same)


def _figures(replayed: list[Replayed]) -> bool:
    plain: dict[str, dict[str, list[int]]] = {}
    for name, counts in (
        ("searches", lambda _one: (1, 0)),
        ("failed", lambda one: (one.has_failed, 1)),
        ("opened", lambda one: (one.has_opened, 1)),
        ("self_service", lambda one: (not one.has_asked, 1)),
    ):
        by_day = plain.setdefault(name, {})
        for one in replayed:
            pair = by_day.setdefault(one.day.isoformat(), [0, 0])
            for at, number in enumerate(counts(one)):
                pair[at] += number
    kept = daily.read()
    is_same = all(kept[name] == plain[name] for name in plain)
    return _said("days of four figures", sum(map(len, plain.values())), is_same)


def _said(what: str, many: int, is_same: bool) -> bool:
    print(f"{many:,} {what}: {'equal to a plain recount' if is_same else 'NOT the plain recount'}")
    return is_same


def _staff() -> str:
    person = User(name="Staff", role=Role.ADMIN, language="vi")
    db.session.add(person)
    db.session.flush()
    token = sessions.begin(person)
    db.session.commit()
    return f"{sessions.cookie_name()}={token}"


def _pages(folder: Path, cookie: str) -> bool:
    """Processor time a request, as `make bench` measures it; the board alone has a limit."""
    try:
        load_wrk.check()
    except load_wrk.NoWrk as problem:
        print(problem)
        return True
    is_cheap = True
    with bare() as floor, shipped(folder) as site:
        for path in ("/search/gaps", "/search/gaps?filter=closed", "/desk/figures/"):
            request = Request(path, {"Cookie": cookie})
            page_of(site.port, request)  # raises unless it is a page
            line = cell(path, "staff", list(pairs(floor, site, [request], 1)), [])
            print(f"{path}: {line.cpu_ms} ms, {line.ratio} times bare Flask")
            is_cheap &= line.ratio <= LIMIT or path != "/search/gaps"
    return is_cheap
