"""Which articles readers said most about, and how many of them it helped."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from core.db import db
from core.slugs import with_id
from kb.models import Article, Feedback
from search.services.days import midnight

MOST = 20


class Helpful(NamedTuple):
    """An article with its answers in a period."""

    id: int
    title: str
    language: str
    helpful: int
    answers: int

    @property
    def url(self) -> str:
        return f"/kb/articles/{with_id(self.id, self.title)}"

    @property
    def share(self) -> float:
        return self.helpful / self.answers


def most_answered(since: date) -> list[Helpful]:
    """The MOST with most answers to “did this help?” since then. One query."""
    helpful = func.count().filter(Feedback.is_helpful)
    rows = db.session.execute(
        select(Article.id, Article.title, Article.language, helpful, func.count())
        .join(Feedback, Feedback.article_id == Article.id)
        .where(Feedback.created_at >= midnight(since))
        .group_by(Article.id, Article.title, Article.language)
        .order_by(func.count().desc(), Article.id)
        .limit(MOST)
    )
    return [Helpful(*row) for row in rows]
