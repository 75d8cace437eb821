"""What waits for staff, one list a kind; each says how much there is and shows its most urgent."""

from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from accounts.models import User
from core.clock import today
from core.db import db
from core.events import MAX_ATTEMPTS, Delivery
from core.permissions import Actor
from forum.models import Rating, Thread, ThreadState, ThreadType
from forum.services import nominating, queue, ratings, reuse
from kb.models import Article, Proposal
from kb.services import proposing, receipts, work_lists
from search.services import demand

SHOWN = 6
MOST = 100  # things counted one by one; beyond that the number helps nobody
R = TypeVar("R")


class Work(NamedTuple, Generic[R]):
    total: int | str  # a number, or “30+”, “100+”
    first: list[R]


def waiting_queue(actor: Actor) -> Work[queue.QueueLine]:
    return Work(queue.count(actor), queue.open_items(actor, limit=SHOWN))


def unanswered() -> Work[Thread]:
    """Questions that nobody has answered, the longest waiting first."""
    mine = (
        Thread.type == ThreadType.QUESTION,
        Thread.state == ThreadState.OPEN,
        Thread.reply_count == 0,
        Thread.held_at.is_(None),
        Thread.hidden_at.is_(None),
        Thread.locked_at.is_(None),
    )
    return _threads(mine, Thread.created_at, Thread.id)


def complaints() -> Work[Thread]:
    """Complaints that are not settled, the nearest promise first."""
    mine = (
        Thread.type == ThreadType.COMPLAINT,
        Thread.state != ThreadState.SETTLED,
        Thread.hidden_at.is_(None),
    )
    return _threads(mine, Thread.promised_on.is_(None), Thread.promised_on, Thread.id)


def _threads(mine: tuple[ColumnElement[bool], ...], *order: Any) -> Work[Thread]:
    found = select(Thread.id).where(*mine).limit(MOST + 1).subquery()
    count = db.session.scalar(select(func.count()).select_from(found)) or 0
    # Which ones first: else the database reads all of every row before it sorts them.
    first = select(Thread.id).where(*mine).order_by(*order).limit(SHOWN)
    rows = db.session.scalars(
        select(Thread)
        .where(Thread.id.in_(first.scalar_subquery()))
        .options(joinedload(Thread.category), joinedload(Thread.author), joinedload(Thread.owner))
        .order_by(*order)
    )
    return Work(f"{MOST}+" if count > MOST else count, list(rows))


def nominations() -> Work[nominating.Line]:
    """What members want an article of, the longest waiting first."""
    lines = nominating.waiting(limit=SHOWN + 1)
    return Work(f"{SHOWN}+" if len(lines) > SHOWN else len(lines), lines[:SHOWN])


def asked_of(person: Any) -> Work[reuse.Asked]:
    """Articles that this person answered somebody with: are they still right?"""
    lines = reuse.asked_of(person, limit=SHOWN + 1)
    return Work(f"{SHOWN}+" if len(lines) > SHOWN else len(lines), lines[:SHOWN])


def drafts() -> Work[Article]:
    """Articles on their way, live ones with a newer text too."""
    return _some(work_lists.drafts(shown=SHOWN))


def needing_check() -> Work[Article]:
    """Articles whose date ran out or whose source changed."""
    return _some(work_lists.needs_check(shown=SHOWN))


def to_read(person: User) -> Work[Article]:
    """What all staff must read and this one has not."""
    owed = receipts.unread_by(person)
    total = f"{receipts.AT_MOST}+" if len(owed) > receipts.AT_MOST else len(owed)
    return Work(total, owed[:SHOWN])


def low_scores() -> Work[Rating]:
    """People who were not content with the way their thread went, until somebody cared."""
    found = ratings.low()
    total = f"{ratings.PER_PAGE}+" if len(found) > ratings.PER_PAGE else len(found)
    return Work(total, found[:SHOWN])


def conflicts() -> Work[Article]:
    """Articles whose file and page were both changed, until somebody has chosen."""
    return _some(work_lists.conflicts(shown=SHOWN))


def _some(found: work_lists.Listed) -> Work[Article]:
    """A list that is cut after a page: the exact number of many things helps nobody."""
    most = work_lists.PER_PAGE
    return Work(f"{most}+" if found.total > most else found.total, found.articles)


def proposals() -> Work[Proposal]:
    """Better texts that readers propose; only how many, their list is a page of its own."""
    return Work(proposing.open_count(), [])


def failed_searches() -> Work[demand.Demand]:
    """What people search in vain, by how much it is wanted."""
    board = demand.board(limit=SHOWN)
    return Work(board.total, board.lines)


def failed_deliveries(before: int | None = None, limit: int = SHOWN) -> Work[Delivery]:
    """Events whose handler failed again and again; the newest first."""
    dead = Delivery.attempts >= MAX_ATTEMPTS
    count = db.session.scalar(select(func.count()).select_from(Delivery).where(dead)) or 0
    rows = select(Delivery).where(dead).order_by(Delivery.id.desc()).limit(limit)
    if before is not None:
        rows = rows.where(Delivery.id < before)
    return Work(count, list(db.session.scalars(rows)))


def is_overdue(promised_on: date | None) -> bool:
    return promised_on is not None and promised_on < today()
