"""Telling a person, on the site, that something happened; some kinds are mailed as well."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from accounts.models import Notification, User
from accounts.services import mailing
from core.clock import now
from core.db import db

Wording = Callable[[dict[str, Any]], str]
Mail = Callable[[User, Notification], EmailMessage | None]
_wordings: dict[str, Wording] = {}
_mails: dict[str, Mail] = {}


def words(kind: str) -> Callable[[Wording], Wording]:
    """Register how notices of this kind read; called when shown, in the reader's language."""

    def register(wording: Wording) -> Wording:
        _wordings[kind] = wording
        return wording

    return register


def mails(*kinds: str) -> Callable[[Mail], Mail]:
    """Register what makes the mail about notices of these kinds, when one is to be sent.

    Things change meanwhile: it asks again whether the person may still read what it tells of, by
    the rule that its page asks, and names it as it is now; None where nothing is to be said. It
    only reads.
    """

    def register(make: Mail) -> Mail:
        _mails.update(dict.fromkeys(kinds, make))
        return make

    return register


def mail_of(notice: Notification) -> EmailMessage | None:
    """The mail about it; None where its kind has none, it was read, or says nothing by now."""
    make, person = _mails.get(notice.kind), db.session.get(User, notice.user_id)
    if make is None or person is None or notice.read_at is not None:
        return None
    if not (person.is_active and person.is_confirmed and person.email):
        return None
    return make(person, notice)


def compose(
    person: User, notice: Notification, subject: Any, template: str, /, **context: Any
) -> EmailMessage:
    """The mail in this person's language, known by the notice's key (mailing.compose)."""
    address = person.email or ""
    return mailing.compose(address, subject, template, person.language, key=notice.key, **context)


def sentence(notification: Notification) -> str:
    """What happened, in the language in force. A kind without words shows its title."""
    wording = _wordings.get(notification.kind)
    if wording is not None:
        return wording(notification.data)
    return str(notification.data.get("title") or _("There is news for you."))


def notify(user_id: int, kind: str, key: str, url: str, **data: Any) -> Notification:
    """Give a person one notice; the same `key` again changes nothing. The caller commits.

    key  -- what the news is, `post.replied:17`: told once, however often a handler runs.
    data -- what the sentence needs: title, who, reason. Plain JSON.
    """
    found = _find(user_id, key)
    if found is not None:
        return found
    notification = Notification(user_id=user_id, kind=kind, key=key, url=url, data=data)
    try:
        with db.session.begin_nested():
            db.session.add(notification)
    except IntegrityError:  # another worker told the same news a moment ago
        notification = db.session.scalars(_same(user_id, key)).one()
    return notification


_UNREAD = select(func.count()).where(  # asked at every page: built once
    Notification.user_id == bindparam("person"), Notification.read_at.is_(None)
)


def unread_count(user_id: int) -> int:
    return db.session.scalar(_UNREAD, {"person": user_id}) or 0


def latest(user_id: int, *, before: int | None = None, limit: int = 30) -> list[Notification]:
    """A person's notices, newest first; `before` is the id of the last one seen."""
    notices = select(Notification).where(Notification.user_id == user_id)
    if before is not None:
        notices = notices.where(Notification.id < before)
    return list(db.session.scalars(notices.order_by(Notification.id.desc()).limit(limit)))


def mark_read(user_id: int, notification_id: int | None = None) -> None:
    """Note one notice, or all of them, as read. The caller commits."""
    unread = update(Notification).where(
        Notification.user_id == user_id, Notification.read_at.is_(None)
    )
    if notification_id is not None:
        unread = unread.where(Notification.id == notification_id)
    db.session.execute(unread.values(read_at=now()))


def _find(user_id: int, key: str) -> Notification | None:
    return db.session.scalars(_same(user_id, key)).one_or_none()


def _same(user_id: int, key: str) -> Any:
    return select(Notification).where(Notification.user_id == user_id, Notification.key == key)
