"""What search knows about an article or a thread; None when nobody may find it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import selectinload

from core.clock import now
from core.db import db
from core.markdown import plain_text
from forum.models import Post, Thread
from kb.models import Article
from search.contract import Document

THREAD_TEXT = 32_000  # characters of replies, the accepted answer first
MOST_POSTS = 500  # of a thread
_VISIBLE = (Post.hidden_at.is_(None), Post.held_at.is_(None), Post.withdrawn_at.is_(None))
# Of a post what is read, and no more: a rebuild reads a great many.
_POSTS = select(Post.id, Post.thread_id, Post.position, Post.html)
_Post = Row[int, int, int, str]


def of(ref: str, version: int) -> Document | None:
    """The document behind "article:12" or "thread:7", as the database knows it now."""
    kind, _, number = ref.partition(":")
    if kind == "article":
        article = db.session.get(Article, int(number))
        return from_article(article, version) if article else None
    thread = db.session.get(Thread, int(number))
    return from_thread(thread, version) if thread else None


def from_article(article: Article, version: int) -> Document | None:
    if not article.is_public_now or article.live_revision is None:
        return None
    return Document(
        ref=f"article:{article.id}",
        kind="article",
        title=article.title,
        text=_article_text(article),
        tags=tuple(tag.slug for tag in article.tags),
        category="",
        collection=article.collection.slug,
        product=tuple(product.slug for product in article.products),
        language=article.language,
        status="needs_check" if article.needs_check else "checked",
        audience=str(article.audience),
        author_id=article.owner_id or 0,
        readers=(),
        created=article.published_at or article.created_at,
        updated=article.live_revision.created_at,
        votes=article.helpful_count - article.unhelpful_count,
        keywords=" ".join(article.keywords),
        version=version,
        accepted=False,
        checked=not article.needs_check,
    )


def from_thread(thread: Thread, version: int) -> Document | None:
    if thread.is_hidden or thread.is_held:
        return None
    posts = _visible_posts(thread)
    if not posts:
        return None
    return Document(
        ref=f"thread:{thread.id}",
        kind="thread",
        title=thread.title,
        text=_thread_text(posts),
        tags=tuple(tag.slug for tag in thread.tags),
        category=thread.category.slug,
        collection="",
        product=(thread.product.slug,) if thread.product else (),
        language=thread.language,
        status=str(thread.state),
        audience="private" if thread.is_private else str(thread.audience),
        author_id=thread.author_id,
        readers=(thread.author_id,) if thread.is_private else (),
        created=thread.created_at,
        updated=thread.last_post_at,
        votes=thread.vote_count,
        keywords="",
        version=version,
        accepted=thread.accepted_post_id is not None,
        checked=False,
    )


def _article_text(article: Article) -> str:
    html = article.live_revision.html if article.live_revision else ""
    return f"{article.summary}\n{plain_text(html)}"


def _thread_text(posts: Iterable[_Post]) -> str:
    return "\n".join(plain_text(post.html) for post in posts)[:THREAD_TEXT]


def look_ahead(refs: Iterable[str]) -> list[Any]:
    """Read in a few queries what `of` would ask for one by one, as long as the result is kept."""
    numbers: dict[str, list[int]] = {"article": [], "thread": []}
    for ref in refs:
        kind, _, number = ref.partition(":")
        numbers[kind].append(int(number))
    articles = select(Article).options(
        selectinload(Article.tags),
        selectinload(Article.products),
        selectinload(Article.collection),
        selectinload(Article.live_revision),
    )
    threads = select(Thread).options(
        selectinload(Thread.tags), selectinload(Thread.category), selectinload(Thread.product)
    )
    return [
        *db.session.scalars(articles.where(Article.id.in_(numbers["article"]))),
        *db.session.scalars(threads.where(Thread.id.in_(numbers["thread"]))),
    ]


def _visible_posts(thread: Thread) -> list[_Post]:
    """The question, the accepted answer, then the rest, as long as somebody may read them."""
    posts = db.session.execute(
        _POSTS.where(Post.thread_id == thread.id, *_VISIBLE)
        .order_by(Post.position)
        .limit(MOST_POSTS)
    ).all()
    return _in_order(posts, thread)


def _in_order(posts: Iterable[_Post], thread: Thread) -> list[_Post]:
    return sorted(posts, key=lambda post: (post.position > 1, post.id != thread.accepted_post_id))


def texts_of(things: Mapping[str, Article | Thread]) -> dict[str, str]:
    """By ref, the text that each thing is found by (but its title); one query at most.

    Of a thread with more than MOST_POSTS posts the last are left out.
    """
    threads = {thing.id: thing for thing in things.values() if isinstance(thing, Thread)}
    posts: dict[int, list[_Post]] = {number: [] for number in threads}
    if threads:
        wanted = (Post.thread_id.in_(threads), Post.position <= MOST_POSTS, *_VISIBLE)
        for post in db.session.execute(_POSTS.where(*wanted).order_by(Post.position)).all():
            posts[post.thread_id].append(post)
    return {
        ref: _thread_text(_in_order(posts[thing.id], thing))
        if isinstance(thing, Thread)
        else _article_text(thing)
        for ref, thing in things.items()
    }


def version_now() -> int:
    """Microseconds: the version of what is read from now on.

    Taken before anything is read, and not after: a change in between is indexed on its own, later,
    and must win.
    """
    moment: datetime = now()
    return int(moment.timestamp() * 1_000_000)
