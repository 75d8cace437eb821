"""The article nearest to what is missed: perhaps it only lacks the customers' words."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select, update

from accounts.services import settings
from core.audience import Audience
from core.db import db, reading
from kb.models import Article
from search.abbreviations import table
from search.contract import IndexUnavailable, Scope
from search.models import Gap
from search.query import parse
from search.services import engine

# Of those who search and wait; an article for staff answers none of them.
READERS = Scope(audiences=frozenset({str(Audience.PUBLIC), str(Audience.CUSTOMERS)}))


def articles(missed: Sequence[Gap]) -> dict[int, int]:
    """Gap's id -> the article that our own search thinks most like it. Raises IndexUnavailable."""
    abbreviations = table(settings.get("abbreviations"))
    found = {}
    for gap in missed:
        query = parse(gap.typed, table=abbreviations)
        hits = engine.index().similar(query, scope=READERS, kinds=("article",), limit=1)
        if hits:
            found[gap.id] = int(hits[0].ref.partition(":")[2])
    there = set(db.session.scalars(select(Article.id).where(Article.id.in_(found.values()))))
    return {number: article for number, article in found.items() if article in there}


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
