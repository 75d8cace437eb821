"""A colleague looks at a text before readers see it: submitted, returned with words, published."""

from accounts.models import User
from accounts.services import audit, notifications
from core.clock import now
from core.db import db
from core.events import announce
from kb.models import Article, ArticleStatus
from kb.services.drafting import StaleText, newest_revision, withdraw


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


def send_back(article: Article, *, by: User, words: str, number: int) -> bool:
    """It is not ready: who wrote it and who submitted it read why, where they are colleagues.

    With neither to tell, who looks after the article is. Returns whether anybody is told.
    words -- plain text, 1 to 2,000 characters; number -- of the revision that they are about.
    Raises NotSubmitted, drafting.StaleText. The caller commits.
    """
    if article.submitted_at is None:
        raise NotSubmitted(article.id)
    revision = newest_revision(article, ours=True)
    if revision is not None and revision.number != number:
        raise StaleText(revision)
    key = f"article.returned:{article.id}:{article.submitted_at:%Y%m%d%H%M%S%f}"
    # A reader's proposal that was taken as it was is their text; the words are for staff.
    people = _told_of(by, article.submitter, revision.author if revision else None)
    people = people or _told_of(by, article.keeper)
    withdraw(article)
    db.session.flush()
    audit.record(by, "article.returned", f"article:{article.id}", words)
    announce("article.changed", article.id, actor_id=by.id)
    for person in people:
        data = {"who": by.name, "title": revision.title if revision else "", "words": words}
        notice = notifications.notify(person.id, "article.returned", key, article.url, **data)
        db.session.flush()
        announce("notice.given", notice.id)
    return bool(people)


def _told_of(by: User, *people: User | None) -> set[User]:
    """The colleagues among them; who did it knows."""
    return {one for one in people if one is not None and one.id != by.id and one.is_staff}
