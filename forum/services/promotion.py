"""The bridge from forum to kb: an answer becomes a draft, credited and kept honest.

kb keeps the source as data (URL, quoted posts' hashes, contributors' ids) and never learns what a
thread is.
"""

from collections import abc
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import User
from accounts.services import audit
from core.audience import Audience
from core.db import db
from core.events import announce
from core.panels import Panel, panel
from forum.models import NominationOutcome, Post, Thread
from forum.services import nominating, quotes
from kb.models import Article, Collection
from kb.services import checking, drafting
from kb.services.rendering import render_article


class AlreadyPromoted(Exception):
    """The thread became an article before we got there."""


class NothingToPromote(Exception):
    """There is no accepted or official answer that everybody of the thread's audience sees."""


class WouldWiden(Exception):
    """The article's readers are more than the thread's, and nobody has said yes to that."""


class Proposal(NamedTuple):
    """What the draft would say, and who reads the thread today."""

    title: str
    body: str
    summary: str
    audience: Audience
    question: Post
    answer: Post


def proposal(thread: Thread) -> Proposal:
    """The draft that the thread suggests. Raises NothingToPromote."""
    question, answer = _quoted(thread)
    return Proposal(
        title=thread.title,
        body=f"{_as_quote(question.body)}\n\n{answer.body.strip()}\n",
        summary="",
        audience=quotes.readers_of(thread),
        question=question,
        answer=answer,
    )


def _as_quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


def collections() -> list[Collection]:
    """The shelves an article can stand on."""
    shelves = select(Collection).order_by(Collection.position, Collection.id)
    return list(db.session.scalars(shelves.limit(500)))


def promote(
    thread: Thread,
    *,
    by: User,
    collection: Collection,
    title: str = "",
    body: str = "",
    summary: str = "",
    audience: Audience | None = None,
    may_widen: bool = False,
) -> Article:
    """Make a draft from the thread; publishing is a second act, in kb.

    title, body, summary -- as edited beside the thread; empty: as `proposal` has them.
    audience -- the article's readers; default: the thread's.
    may_widen -- somebody saw what becomes visible and said yes. Raises WouldWiden without it,
    AlreadyPromoted, NothingToPromote. The caller commits.
    """
    body = body or proposal(thread).body
    html = render_article(body, language=thread.language, collection=collection).html
    for changed_meanwhile in (thread, thread.category):
        db.session.refresh(changed_meanwhile)
    if thread.article_id is not None:
        raise AlreadyPromoted(thread.id)
    suggested = proposal(thread)
    audience = audience or suggested.audience
    if audience.width > suggested.audience.width and not may_widen:
        raise WouldWiden(thread.id)
    article = drafting.draft(
        title=title or suggested.title,
        body=body,
        html=html,
        summary=summary,
        collection=collection,
        language=thread.language,
        by=by,
        source=_source(thread, suggested, audience),
        audience=audience,
        products=(thread.product,) if thread.product else (),
        tags=[tag.name for tag in thread.tags],
    )
    db.session.flush()
    thread.article_id = article.id
    db.session.flush()
    nominating.settle(thread, NominationOutcome.PROMOTED, by=by)
    audit.record(by, "thread.promoted", f"thread:{thread.id}", f"article:{article.id}")
    announce("thread.promoted", thread.id, actor_id=by.id)
    return article


def _source(thread: Thread, quoted: Proposal, audience: Audience) -> dict[str, Any]:
    """Where it comes from. What readers are shown of it tells nothing of a private thread: neither
    who asked nor what. The address goes without the title, since the thread may be hidden later.
    """
    people = [] if thread.is_private else [quoted.answer.author_id, thread.author_id]
    return {
        "url": "" if thread.is_private else f"/forum/threads/{thread.id}",
        "quotes": quotes.as_quotes((quoted.answer, quoted.question), for_=audience),
        "contributors": list(dict.fromkeys(people)),
    }


def _quoted(thread: Thread) -> tuple[Post, Post]:
    """The question and its answer, both visible; read anew, as they may just be hidden.

    The answer is the accepted one; where there is none, what the company said last.
    """
    official = (
        select(Post.id)
        .where(Post.thread_id == thread.id, Post.position > 1, Post.official_at.is_not(None))
        .where(Post.hidden_at.is_(None), Post.held_at.is_(None), Post.withdrawn_at.is_(None))
        .order_by(Post.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    answer = official if thread.accepted_post_id is None else thread.accepted_post_id
    wanted = select(Post).where(
        (Post.id == answer) | (Post.position == 1), Post.thread_id == thread.id
    )
    posts = list(
        db.session.scalars(
            wanted.options(joinedload(Post.author))
            .order_by(Post.position)
            .execution_options(populate_existing=True)
        )
    )
    if len(posts) != 2 or not all(post.is_visible for post in posts):
        raise NothingToPromote(thread.id)
    return posts[0], posts[1]


def notice_changes(thread: Thread) -> None:
    """Quoted words of the thread are others now, or gone: its article needs a check. Flushes."""
    article = db.session.get(Article, thread.article_id) if thread.article_id else None
    if article is not None and quotes.changes(article, since=checking.last_check(article)):
        checking.call_for_check(article)


@panel("source changes")
def changes_panel(article: Article, _linked: abc.Collection[str] = ()) -> Panel | None:
    """On the article, for staff: which of the posts it quotes are others now, and how."""
    found = quotes.changes(article, since=checking.last_check(article))
    if not found:
        return None
    stamp = "\n".join(change.stamp for change in found)
    return Panel("forum/posts/_quote_changes.html", {"changes": found}, stamp)


def note_check(article_id: int, *, at: datetime) -> None:
    """Somebody said then that the article is right: what they read does not call them again."""
    article = db.session.get(Article, article_id)
    if article is not None and quotes.renew(article, at=at):
        announce("article.changed", article.id)
