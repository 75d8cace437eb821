"""Whose words an article is made of: its source names them, and profiles lead to it."""

from sqlalchemy import delete, insert, select

from accounts.models import User
from core.db import GREATEST_ID, db
from kb.models import Article, article_contributor

MOST = 20  # people credited for one article


def named_by(article: Article) -> list[int]:
    """Ids as the source has them, each once; a file can say anything."""
    named = (article.source or {}).get("contributors")
    ids = [i for i in named if type(i) is int] if isinstance(named, list) else []
    return list(dict.fromkeys(i for i in ids if 0 < i <= GREATEST_ID))[:MOST]


def credit(article: Article) -> None:
    """Keep who is credited equal to what the source says; numbers that are nobody's go. Flushes."""
    table = article_contributor
    db.session.flush()
    people = set(db.session.scalars(select(User.id).where(User.id.in_(named_by(article)))))
    mine = table.c.article_id == article.id
    known = set(db.session.scalars(select(table.c.user_id).where(mine)))
    if gone := known - people:
        db.session.execute(delete(table).where(mine, table.c.user_id.in_(gone)))
    if new := people - known:
        rows = [{"article_id": article.id, "user_id": person} for person in sorted(new)]
        db.session.execute(insert(table), rows)
