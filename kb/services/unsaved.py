"""What somebody is typing into an article's editor, kept apart from every saved text."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.exc import IntegrityError

from accounts.models import User
from core.db import db
from kb.models import Article, Unsaved
from kb.services.drafting import newest_revision


class KeptElsewhere(Exception):
    """Another window of the same person keeps other words here: `kept`. Nothing was changed."""

    def __init__(self, kept: Unsaved) -> None:
        super().__init__(kept.id)
        self.kept = kept


class Typed(NamedTuple):
    """What stands in the editor's fields, and the number of the revision it began from."""

    title: str
    summary: str
    body: str
    based_on: int = 0

    @property
    def words(self) -> tuple[str, str, str]:
        return self.title, self.summary, self.body

    @property
    def is_blank(self) -> bool:
        return not (self.title or self.summary or self.body).strip()


def of(person: User, article: Article | None) -> Unsaved | None:
    """What this person left unsaved in the article's editor; None: in that of a new article."""
    kept = select(Unsaved).where(_left_by(person, article)).order_by(Unsaved.id.desc())
    return db.session.scalar(kept.limit(1))


def keep(person: User, article: Article | None, typed: Typed, *, seen: str = "") -> Unsaved | None:
    """Keep what is typed in place of what this window kept there before. Flushes.

    What stands in the newest revision already is not unsaved: nothing is kept then.
    seen -- version of the words that the window knows to be kept; empty: none. Raises KeptElsewhere
            when there are others, which this would overwrite.
    """
    kept = of(person, article)
    if kept is not None and kept.version != seen and kept.words != typed.words:
        raise KeptElsewhere(kept)
    if typed.is_blank or _is_saved(article, typed):
        if kept is not None:
            db.session.delete(kept)
            db.session.flush()
        return None
    if kept is None:
        kept = Unsaved(user_id=person.id, article_id=article.id if article else None)
        try:
            with db.session.begin_nested():
                db.session.add(kept)
        except IntegrityError:  # the same person's other window was faster
            faster = select(Unsaved).where(_left_by(person, article))
            raise KeptElsewhere(db.session.scalars(faster).one()) from None
    kept.title, kept.summary, kept.body = typed.title, typed.summary, typed.body
    kept.based_on = typed.based_on
    db.session.flush()
    return kept


def throw_away(
    person: User, article: Article | None, *, seen: str, saved: Typed | None = None
) -> bool:
    """It was saved, or is not wanted; answers whether nothing is left. The caller commits.

    seen -- version of the words meant: what another window keeps stays, unless `saved` says it.
    """
    every = db.session.scalars(select(Unsaved).where(_left_by(person, article))).all()
    gone = [
        one
        for one in every
        if one.version == seen or (saved is not None and one.words == saved.words)
    ]
    for one in gone:
        db.session.delete(one)
    db.session.flush()
    return len(gone) == len(every)


def _left_by(person: User, article: Article | None) -> ColumnElement[bool]:
    place = Unsaved.article_id.is_(None) if article is None else Unsaved.article_id == article.id
    return and_(Unsaved.user_id == person.id, place)


def _is_saved(article: Article | None, typed: Typed) -> bool:
    newest = newest_revision(article, ours=True) if article else None
    if newest is None:
        return False
    return (newest.title, newest.summary, newest.body) == typed.words
