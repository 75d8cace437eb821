"""The second bridge from forum to kb: an article that exists is the thread's answer."""

import re
from typing import NamedTuple

from sqlalchemy import select

from accounts.models import User
from accounts.services import audit
from core.db import GREATEST_ID, db
from core.events import announce
from core.permissions import Actor
from forum.models import Thread, ThreadType
from forum.services import solving
from kb.models import Article
from kb.permissions import see_article

_ADDRESS = re.compile(r"(?:^|/)(?:kb/articles/|a/)?(\d+)(?:-[^/]*)?/?$")


class AlreadyLinked(Exception):
    """The thread has its article already."""


class ArticleLine(NamedTuple):
    """What a thread's page shows of its article."""

    id: int
    title: str
    url: str
    is_published: bool


def find_article(address: str, *, for_: Actor) -> Article | None:
    """The article that was pasted as an address or number, if this person may see it."""
    found = _ADDRESS.search(address.strip().partition("?")[0].partition("#")[0])
    number = int(found[1][:18]) if found else 0
    article = db.session.get(Article, number) if number <= GREATEST_ID else None
    return article if article is not None and see_article(for_, article) else None


def link_article(thread: Thread, article: Article, *, by: User) -> None:
    """Name an article as the answer: a question is solved by it, and both pages show each other.

    Raises AlreadyLinked. The caller commits.
    """
    if thread.article_id is not None:
        raise AlreadyLinked(thread.id)
    thread.article_id = article.id
    if thread.type is ThreadType.QUESTION:
        solving.solve(thread, by=by)
    db.session.flush()
    audit.record(by, "thread.linked", f"thread:{thread.id}", f"article:{article.id}")
    announce("thread.linked", thread.id, actor_id=by.id)
    announce("thread.changed", thread.id, actor_id=by.id)


def article_of(thread: Thread, *, for_: Actor) -> ArticleLine | None:
    """The thread's article, if this person may read it (staff also see drafts)."""
    if thread.article_id is None:
        return None
    article = db.session.get(Article, thread.article_id)
    if article is None or not see_article(for_, article):
        return None
    return ArticleLine(article.id, article.title, article.url, article.is_public_now)


def threads_of(article_id: int) -> list[Thread]:
    """The threads that this article came from or answers."""
    threads = select(Thread).where(Thread.article_id == article_id).order_by(Thread.id)
    return list(db.session.scalars(threads))
