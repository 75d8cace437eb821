"""What search knows about an article or a thread; None when nobody may find it."""

from datetime import datetime

from sqlalchemy import select

from core.clock import now
from core.db import db
from core.markdown import plain_text
from forum.models import Post, Thread
from kb.models import Article
from search.contract import Document

THREAD_TEXT = 32_000  # characters of replies, the accepted answer first


def of(ref: str) -> Document | None:
    """The document behind "article:12" or "thread:7", as the database knows it now."""
    kind, _, number = ref.partition(":")
    if kind == "article":
        article = db.session.get(Article, int(number))
        return from_article(article) if article else None
    thread = db.session.get(Thread, int(number))
    return from_thread(thread) if thread else None


def from_article(article: Article) -> Document | None:
    if not article.is_public_now or article.live_revision is None:
        return None
    return Document(
        ref=f"article:{article.id}",
        kind="article",
        title=article.title,
        text=f"{article.summary}\n{plain_text(article.live_revision.html)}",
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
        version=_version(),
        accepted=False,
        checked=not article.needs_check,
    )


def from_thread(thread: Thread) -> Document | None:
    if thread.is_hidden or thread.is_held:
        return None
    posts = _visible_posts(thread)
    if not posts:
        return None
    return Document(
        ref=f"thread:{thread.id}",
        kind="thread",
        title=thread.title,
        text="\n".join(plain_text(post.html) for post in posts)[:THREAD_TEXT],
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
        version=_version(),
        accepted=thread.accepted_post_id is not None,
        checked=False,
    )


def _visible_posts(thread: Thread) -> list[Post]:
    """The question, the accepted answer, then the rest, as long as somebody may read them."""
    visible = (Post.hidden_at.is_(None), Post.held_at.is_(None), Post.withdrawn_at.is_(None))
    posts = db.session.scalars(
        select(Post).where(Post.thread_id == thread.id, *visible).order_by(Post.position).limit(500)
    ).all()
    return sorted(posts, key=lambda post: (post.position > 1, post.id != thread.accepted_post_id))


def _version() -> int:
    """Microseconds now: the worker reads the present, so a later look is a newer truth."""
    moment: datetime = now()
    return int(moment.timestamp() * 1_000_000)
