"""A reader proposes a better text for an article; staff take it, or refuse it with a reason."""

from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from accounts.models import User
from accounts.services import audit, settings
from core import ratelimits
from core.clock import now
from core.db import GREATEST_ID, db
from core.events import announce
from kb.models import Article, Proposal, ProposalDecision, Revision
from kb.services import drafting

PER_PAGE = 30
MOST_COUNTED = 200
NEW_PROPOSALS = 3  # a day, of a newcomer (trust level 0)


class NothingChanged(Exception):
    """It says what stands there already."""


class AlreadyProposed(Exception):
    """The person's last proposal for this article is not decided yet."""


class AlreadyDecided(Exception):
    """Somebody was faster."""


def propose(
    article: Article, live: Revision, *, title: str, summary: str, body: str, note: str, by: User
) -> Proposal:
    """Keep a better text for staff to look at. Flushes.

    live -- the text it began from: the one that readers see.
    note -- why, for staff.
    Raises NothingChanged, AlreadyProposed, core.ratelimits.TooMany.
    """
    if (live.title, live.summary, live.body) == (title, summary, body):
        raise NothingChanged(article.id)
    if undecided(article, by) is not None:
        raise AlreadyProposed(article.id)
    _count(by)
    proposal = Proposal(
        article_id=article.id,
        revision_id=live.id,
        author_id=by.id,
        title=title,
        summary=summary,
        body=body,
        note=note,
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def undecided(article: Article, by: User) -> int | None:
    """The person's proposal for this article that still waits."""
    mine = select(Proposal.id).where(
        Proposal.article_id == article.id,
        Proposal.author_id == by.id,
        Proposal.decided_at.is_(None),
    )
    return db.session.scalar(mine.limit(1))


def _count(by: User) -> None:
    """As for posting."""
    if by.trust_level == 0:
        ratelimits.count(
            "kb.proposal.new", str(by.id), at_most=NEW_PROPOSALS, per=timedelta(days=1)
        )
    most = settings.get("posts_per_hour")
    ratelimits.count("kb.proposal", str(by.id), at_most=most, per=timedelta(hours=1))


def take(
    proposal: Proposal, *, title: str, summary: str, body: str, by: User, based_on: int
) -> Revision:
    """Make it the newest revision; publishing is another deed. Flushes.

    title, summary, body -- as staff send them: the proposal's own, whose author has then written
    the revision, or what they made of it, which they have written.
    Raises AlreadyDecided, drafting.StaleText. After a raise the caller rolls back.
    """
    if proposal.decided_at is not None:
        raise AlreadyDecided(proposal.id)
    is_as_proposed = (title, summary, body) == (proposal.title, proposal.summary, proposal.body)
    revision = drafting.save(
        proposal.article,
        title=title,
        summary=summary,
        body=body,
        note=proposal.note,
        by=proposal.author if is_as_proposed else by,
        based_on=based_on,
    )
    _decide(proposal, ProposalDecision.TAKEN, by)
    return revision


def refuse(proposal: Proposal, *, reason: str, by: User) -> None:
    """Say no, and why; the author reads it. Flushes. Raises AlreadyDecided."""
    proposal.reason = reason
    _decide(proposal, ProposalDecision.REFUSED, by)


def take_back(proposal: Proposal, *, by: User) -> None:
    """Its author no longer wants it. Flushes. Raises AlreadyDecided."""
    _decide(proposal, ProposalDecision.TAKEN_BACK, by)


def _decide(proposal: Proposal, decision: ProposalDecision, by: User) -> None:
    present = select(Proposal.decided_at).where(Proposal.id == proposal.id)
    if db.session.scalar(present) is not None:
        raise AlreadyDecided(proposal.id)
    proposal.decided_at, proposal.decided_by = now(), by.id
    proposal.decision = decision
    db.session.flush()
    if decision is not ProposalDecision.TAKEN_BACK:
        words = proposal.reason or proposal.title
        audit.record(by, f"proposal.{decision}", f"article:{proposal.article_id}", words)
        announce("proposal.decided", proposal.id, actor_id=by.id)


def find(proposal_id: int) -> Proposal | None:
    if proposal_id > GREATEST_ID:
        return None
    wanted = select(Proposal).where(Proposal.id == proposal_id)
    return db.session.scalar(
        wanted.options(
            joinedload(Proposal.article).joinedload(Article.collection),
            joinedload(Proposal.author),
            joinedload(Proposal.revision),
        )
    )


def open_count() -> int:
    """How many wait for staff, at most MOST_COUNTED."""
    waiting = select(Proposal.id).where(Proposal.decided_at.is_(None)).limit(MOST_COUNTED)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def waiting(*, before: int | None = None) -> list[Proposal]:
    """What waits for staff, the newest first; one more than a page holds."""
    return _page(select(Proposal).where(Proposal.decided_at.is_(None)), before)


def of(author: User, *, before: int | None = None) -> list[Proposal]:
    """What somebody proposed, the newest first; one more than a page holds."""
    return _page(select(Proposal).where(Proposal.author_id == author.id), before)


def _page(found: Select[Proposal], before: int | None) -> list[Proposal]:
    found = found.options(joinedload(Proposal.article), joinedload(Proposal.author))
    if before is not None:
        found = found.where(Proposal.id < before)
    return list(db.session.scalars(found.order_by(Proposal.id.desc()).limit(PER_PAGE + 1)))
