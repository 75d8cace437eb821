"""The demo's readers: how often articles were read, what visitors said, who asked all the same."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.clock import now, today
from core.db import db
from forum.models import Thread
from kb.models import Article, ArticleDay, Feedback
from kb.services import publishing

SEASON = 84  # days


def read(lines: list[dict[str, Any]], dice: random.Random) -> None:
    """Write `readers` of the community file: views a day, what visitors said, titles of threads."""
    for line in lines:
        article = _article(line)
        for ago in range(SEASON):
            day = {"day": today() - timedelta(days=ago), "article_id": article.id}
            views = 1 + dice.randrange(2 * line["views"])
            db.session.add(ArticleDay(**day, view_count=views))
            article.view_count += views
        for said in [True] * line["helpful"] + [False] * line.get("unhelpful", 0):
            _say(article, is_helpful=said, hours_ago=dice.randrange(24 * SEASON))
        publishing.count_feedback(article)
        for title in line.get("asked", ()):
            thread = db.session.scalars(select(Thread).where(Thread.title == title)).one()
            thread.asked_from_id = article.id
    db.session.flush()


def _article(line: dict[str, Any]) -> Article:
    """The newest of that slug: a shipped one may be called the same."""
    named = Article.slug == line["article"], Article.language == line.get("language", "vi")
    newest = select(Article).where(*named).order_by(Article.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def _say(article: Article, *, is_helpful: bool, hours_ago: int) -> None:
    db.session.add(
        Feedback(
            article_id=article.id,
            revision_id=article.live_revision_id,
            is_helpful=is_helpful,
            created_at=now() - timedelta(hours=hours_ago),
        )
    )
    db.session.flush()
