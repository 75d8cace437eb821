"""What waits for staff, one list a kind; each says how much there is and shows its most urgent.

The statements are built once: building them took longer than the database needs to answer them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, load_only

from accounts.models import User
from core.clock import today
from core.db import db
from core.events import MAX_ATTEMPTS, Delivery
from core.permissions import Actor
from forum.models import Category, Rating, Thread, ThreadState, ThreadType
from forum.services import nominating, queue, ratings, reuse
from kb.models import Article, Proposal
from kb.services import proposing, receipts, work_lists
from search.services import counting, demand

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
    return _work(_UNANSWERED)


def complaints() -> Work[Thread]:
    """Complaints that are not settled, the nearest promise first."""
    return _work(_COMPLAINTS)


def _threads(*wanted: ColumnElement[bool], order: Sequence[Any]) -> Select[Any]:
    """The first of these, each with how many there are."""
    found = select(Thread.id).where(*wanted).limit(MOST + 1).subquery()
    count = select(func.count()).select_from(found).scalar_subquery()
    # Which ones first: else the database reads all of every row before it sorts them.
    first = select(Thread.id).where(*wanted).order_by(*order).limit(SHOWN)
    return (
        select(Thread, count)
        .where(Thread.id.in_(first.scalar_subquery()))
        .options(
            load_only(Thread.title, Thread.created_at, Thread.promised_on, Thread.state),
            joinedload(Thread.category).load_only(Category.names),
            joinedload(Thread.owner).load_only(User.name),
        )
        .order_by(*order)
    )


_UNANSWERED = _threads(
    Thread.type == ThreadType.QUESTION,
    Thread.state == ThreadState.OPEN,
    Thread.reply_count == 0,
    Thread.held_at.is_(None),
    Thread.hidden_at.is_(None),
    Thread.locked_at.is_(None),
    order=(Thread.created_at, Thread.id),
)
_COMPLAINTS = _threads(
    Thread.type == ThreadType.COMPLAINT,
    Thread.state != ThreadState.SETTLED,
    Thread.hidden_at.is_(None),
    order=(Thread.promised_on.is_(None), Thread.promised_on, Thread.id),
)


def _work(threads: Select[Any]) -> Work[Thread]:
    rows = db.session.execute(threads).all()
    count = rows[0][1] if rows else 0
    return Work(f"{MOST}+" if count > MOST else count, [row[0] for row in rows])


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
    most = counting.MOST
    return Work(f"{most}+" if board.total > most else board.total, board.lines)


def failed_deliveries(before: int | None = None, limit: int = SHOWN) -> Work[Delivery]:
    """Events whose handler failed again and again; the newest first."""
    count = db.session.scalar(_COUNT_DEAD) or 0
    if not count:
        return Work(0, [])
    rows = select(Delivery).where(_IS_DEAD).order_by(Delivery.id.desc()).limit(limit)
    if before is not None:
        rows = rows.where(Delivery.id < before)
    return Work(count, list(db.session.scalars(rows)))


_IS_DEAD = Delivery.attempts >= MAX_ATTEMPTS
_COUNT_DEAD = select(func.count()).select_from(Delivery).where(_IS_DEAD)


def is_overdue(promised_on: date | None) -> bool:
    return promised_on is not None and promised_on < today()
