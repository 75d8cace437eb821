"""Addresses on the full site that the pages need, found by the product's own reading."""

from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select

from accounts.models import User, Visitor
from bench.fill.plan import BIG_ROOM, BIG_THREAD, MEMBERS
from core.db import db
from forum.models import POSTS_PER_PAGE, Category, Thread
from forum.services import thread_lists
from kb.models import Article, Collection
from kb.services.visibility import is_visible_to

DEEP = 200  # pages
SOME = 20  # addresses of a kind, taken in turn


class Places:
    def __init__(self, app: Flask, facts: dict[str, Any]) -> None:
        with app.test_request_context():
            room = db.session.get_one(Category, BIG_ROOM)
            self.room = room.url
            self.room_deep = f"{room.url}?before={_cursor(room)}"
            thread = db.session.get_one(Thread, BIG_THREAD)
            self.thread = thread.url
            self.thread_deep = f"{thread.url}?page={DEEP}"
            self.threads = [found.url for found in _threads()]
            self.thread_ids = [found.id for found in _threads()]
            self.replies = [f"/forum/threads/{id}/reply" for id in self.thread_ids]
            self.articles = [found.url for found in _articles()]
            self.collections = [found.url for found in db.session.scalars(select(Collection))]
            people = select(User).where(User.id.in_(MEMBERS)).limit(SOME)
            self.people = [found.url for found in db.session.scalars(people)]
            db.session.rollback()
        self.searches = [f"/search/?q={quote(query)}" for query in facts["queries"]]
        # Half typed: the first word and a piece of the second.
        self.typing = [
            f"/search/suggestions?q={quote(query[: max(3, len(query) * 2 // 3)])}"
            for query in facts["queries"]
        ]


def _cursor(room: Category) -> str:
    """Where page DEEP of the room's list begins: every page before it is turned over."""
    before = None
    for _page in range(DEEP - 1):
        before = thread_lists.threads(Visitor(), category=room, before=before).before
    assert before
    return before


def _threads() -> list[Thread]:
    """Open threads of ordinary length that everybody sees, spread over the years."""
    found = (
        select(Thread)
        .join(Thread.category)
        .where(
            *thread_lists.listed(Visitor()),
            Thread.locked_at.is_(None),
            Thread.reply_count.between(5, POSTS_PER_PAGE - 5),
        )
        .order_by(Thread.id % 997, Thread.id)
        .limit(SOME)
    )
    return list(db.session.scalars(found))


def _articles() -> list[Article]:
    found = select(Article).where(is_visible_to(Visitor()))
    return list(db.session.scalars(found.order_by(Article.id % 97, Article.id).limit(SOME)))
