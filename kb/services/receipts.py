"""What all staff must read, and who says that they have: a receipt for one text."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.exc import IntegrityError

from accounts.models import User
from accounts.services import audit, members
from core.audience import Audience
from core.clock import now
from core.db import db
from core.events import announce
from kb.models import Article, Receipt
from kb.services import counting
from kb.services.visibility import PUBLISHED_OF_FEW

AT_MOST = 30  # articles in one person's list


class NewerText(Exception):
    """Readers see another text by now than the one that was read."""


class Reader(NamedTuple):
    """A member of staff, and when they said so; None: not of the text that is live."""

    person: User
    read_at: datetime | None


def require(article: Article, is_wanted: bool, *, by: User) -> None:
    """Ask all staff to read it, or no longer. The caller commits."""
    if article.must_be_read is is_wanted:
        return
    article.must_be_read = is_wanted
    db.session.flush()
    deed = "article.reading_required" if is_wanted else "article.reading_released"
    audit.record(by, deed, f"article:{article.id}")
    announce("article.changed", article.id, actor_id=by.id)


def sign(article: Article, revision_id: int, *, by: User) -> None:
    """This person has read that text. Twice is once. Raises NewerText. The caller commits."""
    if article.live_revision_id != revision_id:
        raise NewerText(article.id)
    try:
        with db.session.begin_nested():
            db.session.add(Receipt(revision_id=revision_id, user_id=by.id))
    except IntegrityError:  # a second click a moment ago
        pass


def has_read(article: Article, user: User) -> bool:
    """Whether this person has read the text that is live."""
    return db.session.get(Receipt, (article.live_revision_id, user.id)) is not None


def unread_by(user: User, limit: int = AT_MOST + 1) -> list[Article]:
    """What this member of staff still has to read, the newest first."""
    duties = counting.duties()
    if not duties:
        return []
    mine = exists().where(
        Receipt.revision_id == Article.live_revision_id, Receipt.user_id == user.id
    )
    owed = select(Article).where(Article.id.in_(duties), _is_duty(), ~mine)
    return list(db.session.scalars(owed.order_by(Article.id.desc()).limit(limit)))


def readers(article: Article) -> list[Reader]:
    """All staff, who has not read the live text first."""
    receipts = select(Receipt).where(Receipt.revision_id == article.live_revision_id)
    read = {receipt.user_id: receipt.created_at for receipt in db.session.scalars(receipts)}
    staff = [Reader(person, read.get(person.id)) for person in members.staff()]
    return sorted(staff, key=lambda reader: reader.read_at is not None)


def _is_duty() -> ColumnElement[bool]:
    """As Article.asks_receipt."""
    has_text = Article.live_revision_id.is_not(None)
    is_shown = or_(Article.publish_at.is_(None), Article.publish_at <= now())
    is_for_staff = Article.audience == Audience.STAFF
    return and_(Article.must_be_read, is_for_staff, PUBLISHED_OF_FEW, has_text, is_shown)
