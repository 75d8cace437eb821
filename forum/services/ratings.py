"""How content the asker is, 1 to 5; a low score waits for somebody of the staff."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import joinedload

from accounts.models import User
from accounts.services import audit
from core.clock import now
from core.db import GREATEST_ID, db
from forum.models import Rating, Thread
from forum.models.rating import LOW

PER_PAGE = 30
LOWEST, HIGHEST = 1, 5


class AlreadySettled(Exception):
    """Staff have looked after it: the score stands."""


def of(thread: Thread) -> Rating | None:
    """What was said of the thread."""
    return db.session.scalar(select(Rating).where(Rating.thread_id == thread.id))


def rate(thread: Thread, *, score: int, words: str, by: User) -> Rating:
    """Say how content one is; said again, the later word stands until staff have settled it.

    score -- 1 (not at all) to 5. words -- plain text, up to 2,000 characters.
    Raises AlreadySettled, ValueError. Flushes.
    """
    if not LOWEST <= score <= HIGHEST:
        raise ValueError(score)
    rating = of(thread) or Rating(thread_id=thread.id, user_id=by.id)
    if rating.settled_at is not None:
        raise AlreadySettled(thread.id)
    rating.score, rating.words = score, words
    db.session.add(rating)
    db.session.flush()
    return rating


def give_url(thread: Thread) -> str:
    """A signed link of the mail: with it the asker says so of this thread without signing in."""
    base = current_app.config["HOIDAP_BASE_URL"]
    return f"{base}/forum/ratings/give/{_signer().dumps([thread.id, thread.author_id])}"


def by_give_token(token: str) -> tuple[Thread, User] | None:
    """Thread and asker of such a link; None if it is not ours, or the asker is shut out or gone."""
    try:
        thread_id, user_id = _signer().loads(token)
    except BadSignature:
        return None
    thread, person = db.session.get(Thread, thread_id), db.session.get(User, user_id)
    return (thread, person) if thread and person and person.is_active else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="ratings.give")


def settle(rating: Rating, *, by: User, how: str) -> None:
    """Somebody looked after it. how -- plain text, 1 to 2,000 characters, for the record.

    Raises AlreadySettled. The caller commits.
    """
    if rating.settled_at is not None:
        raise AlreadySettled(rating.id)
    rating.settled_at, rating.settled_by, rating.settled_how = now(), by.id, how
    db.session.flush()
    audit.record(by, "rating.settled", f"thread:{rating.thread_id}", how)


def low(*, before: int | None = None, limit: int = PER_PAGE + 1) -> list[Rating]:
    """Low scores that nobody has looked after, newest first, with their threads and people."""
    last = GREATEST_ID if before is None else min(before, GREATEST_ID) - 1
    return list(db.session.scalars(_LOW, {"last": last, "limit": limit}))


_LOW = (  # built once: each desk asks
    select(Rating)
    .where(
        Rating.settled_at.is_(None),
        Rating.score.between(LOWEST, LOW),
        Rating.id <= bindparam("last"),
    )
    .options(joinedload(Rating.thread), joinedload(Rating.user))
    .order_by(Rating.id.desc())
    .limit(bindparam("limit", type_=Integer))
)


def find(rating_id: int) -> Rating | None:
    return db.session.get(Rating, rating_id) if rating_id <= GREATEST_ID else None
