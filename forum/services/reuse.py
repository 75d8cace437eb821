"""The second bridge from forum to kb: an article that exists is the thread's answer."""

import re
from collections.abc import Collection
from typing import Any, Literal, NamedTuple

from sqlalchemy import ScalarSelect, select

from accounts.models import User
from accounts.services import audit
from core.clock import now
from core.db import GREATEST_ID, db
from core.events import announce
from core.panels import Panel, panel
from core.permissions import Actor
from core.slugs import with_id
from forum.models import NominationOutcome, Post, Reuse, Thread, ThreadType
from forum.services import nominating, solving
from kb.models import Article
from kb.permissions import check_article, see_article
from kb.services import checking, publishing

Answer = Literal["yes", "edit", "report"]
NAMED = 5  # articles that one reply is asked about
REPORTS = 20
# As it stands in a reply: the address of an article, or its short link.
_NAMED = re.compile(r"/(?:kb/articles|a)/([0-9]{1,9})(?![0-9])")
_ADDRESS = re.compile(r"(?:^|/)(?:kb/articles/|a/)?(\d+)(?:-[^/]*)?/?$")


class AlreadyLinked(Exception):
    """The thread has its article already."""


class AlreadyAnswered(Exception):
    """The person has said already whether the article is right."""


class SourceChanged(Exception):
    """What the article rests on changed: a look at that comes before "still right"."""


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
    _note(thread, article, by=by)
    if thread.type is ThreadType.QUESTION:
        solving.solve(thread, by=by)
    db.session.flush()
    nominating.settle(thread, NominationOutcome.PROMOTED, by=by)
    audit.record(by, "thread.linked", f"thread:{thread.id}", f"article:{article.id}")
    announce("thread.linked", thread.id, actor_id=by.id)
    announce("thread.changed", thread.id, actor_id=by.id)


def note_named(post: Post, *, by: User, before: str = "") -> None:
    """Staff who answer with the address of an article readers see have used it again. Flushes.

    before -- what the post said until now: what it named then was somebody's deed already.
    """
    if not by.is_staff or post.is_question:
        return
    known = set(_NAMED.findall(before))
    numbers = [n for n in dict.fromkeys(_NAMED.findall(post.body)) if n not in known][:NAMED]
    if not numbers:
        return
    named = select(Article).where(Article.id.in_(map(int, numbers)))
    for article in db.session.scalars(named):
        if article.is_public_now and article.id != post.thread.article_id:
            _note(post.thread, article, by=by, post_id=post.id)


def _note(thread: Thread, article: Article, *, by: User, post_id: int | None = None) -> None:
    """One reuse for a thread and article, whoever was first."""
    noted = Reuse.thread_id == thread.id, Reuse.article_id == article.id
    if db.session.scalar(select(Reuse.id).where(*noted)) is None:
        db.session.add(
            Reuse(thread_id=thread.id, article_id=article.id, user_id=by.id, post_id=post_id)
        )
        db.session.flush()


# Reuse is review: who answers with an article has just read it.


class Asked(NamedTuple):
    """An article that somebody used, and the thread that they answered with it."""

    id: int
    article_id: int
    title: str
    thread_id: int
    thread_title: str

    @property
    def article_url(self) -> str:
        return f"/kb/articles/{with_id(self.article_id, self.title)}"

    @property
    def thread_url(self) -> str:
        return f"/forum/threads/{with_id(self.thread_id, self.thread_title)}"


def asked_of(person: Actor, *, limit: int = 20) -> list[Asked]:
    """The articles this person has not yet said of whether they are still right, latest first."""
    found = (
        select(Reuse.id, Article.id, Article.title, Thread.id, Thread.title)
        .join(Article, Article.id == Reuse.article_id)
        .join(Thread, Thread.id == Reuse.thread_id)
        .where(Reuse.user_id == person.id, Reuse.answered_at.is_(None))
        .order_by(Reuse.id.desc())
        .limit(limit)
    )
    return [Asked(*row) for row in db.session.execute(found)]


def asked_here(thread: Thread, person: Actor) -> list[ScalarSelect[Any]]:
    """For the query of the thread's page: id of the reuse, of its article, and that one's title."""
    mine = (
        Reuse.user_id == person.id,
        Reuse.answered_at.is_(None),
        Reuse.thread_id == thread.id,
        Article.id == Reuse.article_id,
    )
    return [
        select(column).where(*mine).order_by(Reuse.id.desc()).limit(1).scalar_subquery()
        for column in (Reuse.id, Article.id, Article.title)
    ]


def find_reuse(reuse_id: int) -> Reuse | None:
    return db.session.get(Reuse, reuse_id) if reuse_id <= GREATEST_ID else None


def answer(reuse: Reuse, answer: Answer, *, by: User) -> Article:
    """Say whether the article one has used is still right: "yes" checks it, "report" calls for
    somebody's check, with "edit" one mends it oneself.

    Raises AlreadyAnswered; SourceChanged, when one should see first what that is. Flushes; the
    caller commits, after SourceChanged as well.
    """
    article = db.session.get_one(Article, reuse.article_id)
    if reuse.answered_at is not None:
        raise AlreadyAnswered(reuse.id)
    if answer == "yes":
        if article.source_changed_at is not None:
            raise SourceChanged(article.url)
        if check_article(by, article):
            _check(article, by)
    elif answer == "report":
        audit.record(by, "article.reported", f"article:{article.id}", f"thread:{reuse.thread_id}")
        checking.call_for_check(article)
    reuse.is_right, reuse.answered_at = answer == "yes", now()
    db.session.flush()
    return article


def _check(article: Article, by: User) -> None:
    """A thread's page shows nothing of what the article rests on."""
    try:
        publishing.check(article, by=by)
    except checking.NotSeen:
        checking.call_for_check(article)
        raise SourceChanged(article.url) from None


@panel("source changes")
def reports_panel(article: Article, _linked: Collection[str] = ()) -> Panel | None:
    """On the article, for staff: who answered with it and found that it is not right."""
    found = select(Reuse.id, User.name, Reuse.answered_at).join(User, User.id == Reuse.user_id)
    reports = db.session.execute(
        found.where(
            Reuse.article_id == article.id,
            Reuse.is_right.is_(False),
            Reuse.answered_at > checking.last_check(article),
        )
        .order_by(Reuse.id.desc())
        .limit(REPORTS)
    ).all()
    if not reports:
        return None
    stamp = " ".join(str(report.id) for report in reports)
    return Panel("forum/reuses/_reports.html", {"reports": reports}, stamp)


def article_of(thread: Thread, *, for_: Actor) -> ArticleLine | None:
    """The thread's article, if this person may read it (staff also see drafts)."""
    if thread.article_id is None:
        return None
    article = db.session.get(Article, thread.article_id)
    if article is None or not see_article(for_, article):
        return None
    return ArticleLine(article.id, article.title, article.url, article.is_public_now)


def asked_from(thread: Thread, *, for_: Actor) -> Article | None:
    """The article that did not help its asker, if this person may see it."""
    number = thread.asked_from_id or thread.fields.get("article")  # as older threads hold it
    return find_article(str(number), for_=for_) if number else None


def threads_of(article_id: int) -> list[Thread]:
    """The threads that this article came from or answers."""
    threads = select(Thread).where(Thread.article_id == article_id).order_by(Thread.id)
    return list(db.session.scalars(threads))
