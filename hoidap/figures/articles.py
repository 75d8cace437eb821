"""How each article does: whether it is read, whom it helps, and after which people still ask.

The worker keeps the lines that the lists can show, once an hour (core/tallies.py); a page looks up
their titles, so that it costs the same however many articles there are.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Executable, func, select

from core import tallies
from core.db import db
from core.permissions import Actor
from core.slugs import with_id
from forum.models import Thread
from hoidap.figures.periods import PERIODS, beginnings
from kb.models import Article, ArticleDay, Feedback
from kb.services.visibility import is_out, is_visible_to
from search.services.days import midnight

NAME = "figures.articles"
LISTS = ("read", "asked", "unhelpful")
MOST = 50  # lines of a list
FEWEST = 3  # answers of an article that is judged by them


class Numbers(NamedTuple):
    """Of one article in one period. helpful -- the “yes” of the answers; contacts -- threads."""

    id: int
    views: int
    helpful: int
    answers: int
    contacts: int

    @property
    def share(self) -> float | None:
        """Of the answers, how many said “yes”; None: nobody answered."""
        return self.helpful / self.answers if self.answers else None

    @property
    def per_thousand(self) -> float | None:
        """Contacts of 1,000 views; None: nobody is known to have read it."""
        return 1000 * self.contacts / self.views if self.views else None


class Line(NamedTuple):
    """What a list shows of an article."""

    numbers: Numbers
    title: str
    language: str

    @property
    def url(self) -> str:
        return f"/kb/articles/{with_id(self.numbers.id, self.title)}"


def renew() -> None:
    """Count anew. The caller commits."""
    tallies.renew({NAME: count})


def lines(which: str, period: str, *, for_: Actor) -> list[Line]:
    """One of LISTS, without what this person does not find among the readers' articles today."""
    counted = [Numbers(*row) for row in tallies.read(NAME, count).get(f"{which}.{period}", [])]
    wanted = Article.id.in_([numbers.id for numbers in counted])
    found = select(Article.id, Article.title, Article.language).where(wanted, is_visible_to(for_))
    words = {id_: said for id_, *said in db.session.execute(found)}
    return [Line(numbers, *words[numbers.id]) for numbers in counted if numbers.id in words]


def count() -> dict[str, Any]:
    shown = set(db.session.scalars(select(Article.id).where(is_out())))
    return {
        f"{which}.{period}": found
        for period in PERIODS
        for which, found in _lists(_numbers(beginnings(period)[0], shown)).items()
    }


def _lists(all_: list[Numbers]) -> dict[str, list[Numbers]]:
    """The MOST of each list, the oldest article first where they are equal."""
    read = sorted((one for one in all_ if one.views), key=lambda one: (-one.views, one.id))
    asked = sorted((one for one in all_ if one.contacts), key=lambda one: (-one.contacts, one.id))
    judged = (one for one in all_ if one.answers >= FEWEST)
    unhelpful = sorted(judged, key=lambda one: (one.share, -one.answers, one.id))
    return {
        which: found[:MOST] for which, found in zip(LISTS, (read, asked, unhelpful), strict=True)
    }


def _numbers(since: date, shown: Iterable[int]) -> list[Numbers]:
    views = _by_article(
        select(ArticleDay.article_id, func.sum(ArticleDay.view_count))
        .where(ArticleDay.day >= since)
        .group_by(ArticleDay.article_id)
    )
    said = _by_article(
        select(Feedback.article_id, func.count().filter(Feedback.is_helpful), func.count())
        .where(Feedback.created_at >= midnight(since))
        .group_by(Feedback.article_id)
    )
    contacts = _by_article(
        select(Thread.asked_from_id, func.count())
        .where(Thread.asked_from_id.is_not(None), Thread.created_at >= midnight(since))
        .where(Thread.hidden_at.is_(None), Thread.held_at.is_(None))  # spam is no contact
        .group_by(Thread.asked_from_id)
    )
    return [
        Numbers(id_, *views.get(id_, (0,)), *said.get(id_, (0, 0)), *contacts.get(id_, (0,)))
        for id_ in shown
    ]


def _by_article(wanted: Executable) -> dict[int, tuple[int, ...]]:
    return {id_: tuple(map(int, numbers)) for id_, *numbers in db.session.execute(wanted)}
