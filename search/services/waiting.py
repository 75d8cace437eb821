"""Tell me when there is an answer: who waits for which words, and how they leave again."""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Purpose, User
from accounts.services import tokens
from core.audience import Audience, audiences_of
from core.clock import now
from core.db import db
from core.events import announce
from kb.models import Article
from search.models import Gap, Waiting

CONSENT_VERSION = "2026-11"
LINK_LIVES = timedelta(days=3)


def wait_as(user: User, gap: Gap) -> Waiting:
    """A member waits; their own account is proof enough. Twice is once, and one may come back."""
    one = _mine(Waiting.user_id == user.id, gap)
    if one is not None and one.left_at is None and (one.told_at is None or gap.answered_at):
        return one
    if one is None:
        one = Waiting(gap_id=gap.id, user_id=user.id, consent_version=CONSENT_VERSION)
        db.session.add(one)
    one.language, one.confirmed_at, one.left_at = user.language, now(), None
    if gap.answered_at is None:  # told once, but staff found that it was no answer
        one.told_at = None
    db.session.flush()
    announce("waiting.confirmed", one.id)
    return one


def wait_by_mail(email: str, gap: Gap, language: str) -> None:
    """An address waits once it is proved; looks the same whether or not it waited before.

    The caller limits how often (accounts.services.limits.mail_to).
    """
    one = _mine(Waiting.email == email, gap)
    if one is not None and one.confirmed_at is not None:
        return
    if one is None:
        one = Waiting(
            gap_id=gap.id, email=email, language=language, consent_version=CONSENT_VERSION
        )
        db.session.add(one)
        db.session.flush()
    announce("waiting.asked", one.id)


def confirm(one: Waiting) -> None:
    """The address is theirs. If the answer is there already, it is told at once."""
    if one.confirmed_at is None:
        one.confirmed_at = now()
        announce("waiting.confirmed", one.id)


def leave(one: Waiting) -> None:
    """They do not want to be told any more; the address is forgotten."""
    one.left_at = now()
    one.email = None


def untold(cluster: Sequence[Gap], article: Article) -> list[int]:
    """Ids of those who wait for one of these gaps, proved, not told, and may read the article.

    Who waits for several of them, or as a member and by address, is named once, as a member if
    they are one; the others count as told.
    """
    found = db.session.scalars(
        select(Waiting)
        .where(
            Waiting.gap_id.in_([gap.id for gap in cluster]),
            Waiting.confirmed_at.is_not(None),
            Waiting.told_at.is_(None),
            Waiting.left_at.is_(None),
        )
        .order_by(Waiting.user_id.is_(None), Waiting.id)
    )
    named: dict[object, int] = {}
    for one in found:
        if not may_read(one, article):
            continue
        who = proved_address(one) or one.user_id
        if who in named:
            one.told_at, one.email = now(), None
        else:
            named[who] = one.id
    return list(named.values())


def may_read(one: Waiting, article: Article) -> bool:
    if not article.is_public_now or (one.user and one.user.erased_at):
        return False
    audiences = audiences_of(one.user) if one.user else {Audience.PUBLIC}
    return article.audience in audiences


def proved_address(one: Waiting) -> str | None:
    """Where the mail goes: the address given for it, or one that the member has proved.

    A suspended member gets no mail; the notice waits for them.
    """
    if one.user is None:
        return one.email
    return one.user.email if one.user.is_confirmed and one.user.is_active else None


def mine(user: User, *, before: int | None = None, limit: int = 30) -> list[Waiting]:
    """What this member waits for, newest first; `before` is the id of the last one seen."""
    own = (
        select(Waiting)
        .where(Waiting.user_id == user.id, Waiting.left_at.is_(None))
        .options(joinedload(Waiting.gap))
    )
    if before is not None:
        own = own.where(Waiting.id < before)
    return list(db.session.scalars(own.order_by(Waiting.id.desc()).limit(limit)))


def confirm_url(one: Waiting) -> str:
    """A fresh one-time link. Flushes."""
    token = tokens.issue(Purpose.CONFIRM_WAITING, one.id, LINK_LIVES)
    return f"{current_app.config['HOIDAP_BASE_URL']}/search/waiting/confirm/{token}"


def leave_url(one: Waiting) -> str:
    """A signed link that never expires: leaving must always work."""
    return f"{current_app.config['HOIDAP_BASE_URL']}/search/waiting/leave/{_signer().dumps(one.id)}"


def by_leave_token(token: str) -> Waiting | None:
    try:
        number = _signer().loads(token)
    except BadSignature:
        return None
    return db.session.get(Waiting, number) if isinstance(number, int) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="waiting.leave")


def _mine(who: object, gap: Gap) -> Waiting | None:
    return db.session.scalar(select(Waiting).where(Waiting.gap_id == gap.id, who))  # type: ignore[arg-type]
