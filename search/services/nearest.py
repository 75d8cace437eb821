"""The article nearest to what is missed: perhaps it only lacks the customers' words."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select, update

from accounts.services import settings
from core.audience import Audience
from core.db import db, reading
from kb.models import Article
from search import analysis
from search.abbreviations import table
from search.contract import IndexUnavailable, Scope
from search.models import Gap
from search.query import parse
from search.services import engine

# Of those who search and wait; an article for staff answers none of them.
LIKE = 0.5  # of the words in demand, so many must stand in what an article says of itself
READERS = Scope(audiences=frozenset({str(Audience.PUBLIC), str(Audience.CUSTOMERS)}))


def articles(missed: Sequence[Gap]) -> dict[int, int]:
    """Gap's id -> the article that our own search thinks most like it, if it is like it at all.

    Raises IndexUnavailable.
    """
    abbreviations = table(settings.get("abbreviations"))
    found = {}
    for gap in missed:
        query = parse(gap.typed, table=abbreviations)
        hits = engine.index().similar(query, scope=READERS, kinds=("article",), limit=1)
        if hits:
            found[gap.id] = int(hits[0].ref.partition(":")[2])
    says = {
        number: set(analysis.terms(" ".join((title, summary, *keywords))))
        for number, title, summary, keywords in db.session.execute(
            select(Article.id, Article.title, Article.summary, Article.keywords).where(
                Article.id.in_(found.values())
            )
        )
    }
    wanted = {gap.id: set(analysis.terms(gap.typed)) for gap in missed}
    return {
        number: article
        for number, article in found.items()
        if len(wanted[number] & says.get(article, set())) >= LIKE * max(1, len(wanted[number]))
    }


def renew(numbers: Sequence[int]) -> None:
    """Look again for these gaps: articles come and go. The caller commits."""
    with current_app.app_context(), reading():
        missed = db.session.scalars(select(Gap).where(Gap.id.in_(numbers))).all()
        try:
            found = articles(missed)
        except IndexUnavailable:
            return
        changes = [
            {"id": gap.id, "nearest_id": found.get(gap.id)}
            for gap in missed
            if gap.nearest_id != found.get(gap.id)
        ]
        db.session.rollback()
    if changes:
        db.session.execute(update(Gap), changes)
