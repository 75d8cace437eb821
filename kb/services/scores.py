"""What readers said of an article: a score for each text it had, and their words."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Integer, cast, func, select

from core.db import GREATEST_ID, db
from kb.models import Article, Feedback, FeedbackReason, Revision

PER_PAGE = 30
LATEST = 20  # revisions


class Score(NamedTuple):
    """Of one revision: it starts anew with each text. reasons -- of the “no”s, how many each."""

    number: int
    is_live: bool
    yes: int
    no: int
    reasons: dict[FeedbackReason, int]

    @property
    def share(self) -> int:
        """Of a hundred who answered, how many it helped."""
        return round(100 * self.yes / (self.yes + self.no))


class Words(NamedTuple):
    feedback: Feedback
    number: int  # of the revision that they are about


def by_revision(article: Article) -> list[Score]:
    """The latest revisions that anybody judged, newest first."""
    reason = [
        func.sum(cast(Feedback.reason == each, Integer)).label(each.value)
        for each in FeedbackReason
    ]
    yes = func.sum(cast(Feedback.is_helpful, Integer))
    rows = db.session.execute(
        select(Revision.id, Revision.number, yes, func.count(), *reason)
        .join(Revision, Revision.id == Feedback.revision_id)
        .where(Feedback.article_id == article.id)
        .group_by(Revision.id, Revision.number)
        .order_by(Revision.number.desc())
        .limit(LATEST)
    )
    return [
        Score(number, id_ == article.live_revision_id, yes, total - yes, _given(counts))
        for id_, number, yes, total, *counts in rows
    ]


def _given(counts: Sequence[int | None]) -> dict[FeedbackReason, int]:
    pairs = zip(FeedbackReason, counts, strict=True)
    return {reason: count for reason, count in pairs if count}


def words(article: Article, *, before: int | None = None, limit: int = PER_PAGE + 1) -> list[Words]:
    """What readers wrote, of whichever revision, newest first; `before`: the id seen last."""
    said = (
        select(Feedback, Revision.number)
        .join(Revision, Revision.id == Feedback.revision_id)
        .where(Feedback.article_id == article.id, Feedback.words != "")
    )
    if before is not None and before <= GREATEST_ID:
        said = said.where(Feedback.id < before)
    rows = db.session.execute(said.order_by(Feedback.id.desc()).limit(limit))
    return [Words(*row) for row in rows]
