"""A colleague looks at a text before readers see it: submitted, returned with words, published."""

from sqlalchemy import select

from accounts.models import User
from accounts.services import audit, notifications
from core.clock import now
from core.db import db
from core.events import announce
from kb.models import Article, ArticleStatus
from kb.services.drafting import newest_revision, withdraw


class NothingToReview(Exception):
    """The article has no text."""


class NotSubmitted(Exception):
    """It was returned, published or saved anew before we got there."""


def submit(article: Article, *, by: User) -> None:
    """Let the newest text wait for a reviewer. A live article stays live with the text it has.

    Raises NothingToReview. The caller commits.
    """
    revision = newest_revision(article, ours=True)
    if revision is None or not revision.body.strip():
        raise NothingToReview(article.id)
    article.submitted_at, article.submitted_by = now(), by.id
    if article.status is ArticleStatus.DRAFT:
        article.status = ArticleStatus.IN_REVIEW
    db.session.flush()
    audit.record(by, "article.submitted", f"article:{article.id}", f"#{revision.number}")
    announce("article.changed", article.id, actor_id=by.id)


def send_back(article: Article, *, by: User, words: str) -> None:
    """It is not ready: who of the staff wrote it and who submitted it read why.

    words -- plain text, 1 to 2,000 characters. Raises NotSubmitted. The caller commits.
    """
    if article.submitted_at is None:
        raise NotSubmitted(article.id)
    key = f"article.returned:{article.id}:{article.submitted_at:%Y%m%d%H%M%S%f}"
    revision = newest_revision(article, ours=True)
    people = {article.submitted_by, revision.author_id if revision else None} - {by.id, None}
    withdraw(article)
    db.session.flush()
    audit.record(by, "article.returned", f"article:{article.id}", words)
    announce("article.changed", article.id, actor_id=by.id)
    data = {"who": by.name, "title": revision.title if revision else "", "words": words}
    for person in db.session.scalars(select(User).where(User.id.in_(people))):
        if person.is_staff:  # the text of a proposal has a customer for its author
            notifications.notify(person.id, "article.returned", key, article.url, **data)
