"""What somebody is typing into an article's editor, kept apart from every saved text."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.exc import IntegrityError

from accounts.models import User
from core.db import db
from kb.models import Article, Unsaved
from kb.services.drafting import newest_revision


class Typed(NamedTuple):
    """What stands in the editor's fields, and the number of the revision it began from."""

    title: str
    summary: str
    body: str
    based_on: int = 0

    @property
    def is_blank(self) -> bool:
        return not (self.title or self.summary or self.body).strip()


def of(person: User, article: Article | None) -> Unsaved | None:
    """What this person left unsaved in the article's editor; None: in that of a new article."""
    kept = select(Unsaved).where(_left_by(person, article)).order_by(Unsaved.id.desc())
    return db.session.scalar(kept.limit(1))


def keep(person: User, article: Article | None, typed: Typed) -> Unsaved | None:
    """Keep what is typed in place of what this person left there before. Flushes.

    What stands in the newest revision already is not unsaved: nothing is kept then.
    """
    if typed.is_blank or _is_saved(article, typed):
        throw_away(person, article)
        return None
    kept = of(person, article)
    if kept is None:
        kept = Unsaved(user_id=person.id, article_id=article.id if article else None)
        try:
            with db.session.begin_nested():
                db.session.add(kept)
        except IntegrityError:  # the same person's other window was faster
            kept = db.session.scalars(select(Unsaved).where(_left_by(person, article))).one()
    kept.title, kept.summary, kept.body = typed.title, typed.summary, typed.body
    kept.based_on = typed.based_on
    db.session.flush()
    return kept


def throw_away(person: User, article: Article | None) -> None:
    """It was saved, or is not wanted. The caller commits."""
    db.session.execute(delete(Unsaved).where(_left_by(person, article)))


def _left_by(person: User, article: Article | None) -> ColumnElement[bool]:
    place = Unsaved.article_id.is_(None) if article is None else Unsaved.article_id == article.id
    return and_(Unsaved.user_id == person.id, place)


def _is_saved(article: Article | None, typed: Typed) -> bool:
    newest = newest_revision(article, ours=True) if article else None
    if newest is None:
        return False
    return (newest.title, newest.summary, newest.body) == (typed.title, typed.summary, typed.body)
