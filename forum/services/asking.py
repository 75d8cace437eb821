"""Somebody asks: a thread begins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import Product, User
from core.clock import now
from core.db import db
from core.events import announce
from core.markdown import Rendered, render_safely
from core.tags import named
from forum.models import Category, Post, Thread, ThreadType, Watch
from forum.services import complaints, holding, limits, repeating


def ask(  # noqa: PLR0913 (a thread has this many parts, and each is named)
    *,
    category: Category,
    author: User,
    type: ThreadType,
    title: str,
    body: str,
    language: str,
    product: Product | None = None,
    tags: Sequence[str] = (),
    fields: dict[str, Any] | None = None,
    search_words: str | None = None,
    asked_from_id: int | None = None,
    is_private: bool | None = None,
    begun_at: datetime | None = None,
) -> Thread:
    """Begin a thread with its first post; the author watches it.

    title -- one line, 1 to 200 characters; body -- Markdown, 1 to 32,000 characters.
    fields -- order number, serial, phone: staff alone see them.
    search_words -- what was searched in vain, opaque to us.
    asked_from_id -- the article that did not help, one that the author may read.
    is_private -- author and staff alone; None: as is usual (complaints are, the rest is not).
    begun_at -- when the form was given out: sent twice, it gives the same thread.
    Shown at once (`thread.asked` is announced) or held for a moderator.
    Raises RepeatedWords, core.ratelimits.TooMany. The caller commits.
    """
    rendered = render_safely(body, language=language)  # slow: before the first query
    body_hash = repeating.hash_of(body)
    twin = repeating.same_words(author, body_hash, begun_at)
    if twin is not None:
        if twin.is_question and twin.thread.title == title:
            return twin.thread
        raise repeating.RepeatedWords(twin)
    limits.count_thread(author)
    thread = Thread(
        category_id=category.id,
        author_id=author.id,
        product_id=product.id if product else category.product_id,
        last_post_author_id=author.id,
        type=type,
        title=title,
        language=language,
        is_private=type is ThreadType.COMPLAINT if is_private is None else is_private,
        search_words=search_words or None,
        asked_from_id=asked_from_id,
        fields=fields or {},
        last_post_at=now(),
        tags=named(list(tags)),
        promised_on=complaints.first_promise() if type is ThreadType.COMPLAINT else None,
    )
    db.session.add(thread)
    db.session.flush()
    reason = holding.reason_to_hold(author, f"{title}\n{body}")
    post = _first_post(thread, author, body, rendered)
    db.session.add(Watch(thread_id=thread.id, user_id=author.id))
    db.session.flush()
    if reason:
        holding.hold(post, thread, reason=reason)
    else:
        announce("thread.asked", thread.id, actor_id=author.id)
    return thread


def _first_post(thread: Thread, author: User, body: str, rendered: Rendered) -> Post:
    post = Post(
        thread_id=thread.id,
        author_id=author.id,
        position=1,
        body=body,
        html=rendered.html,
        renderer_version=rendered.version,
        body_hash=repeating.hash_of(body),
    )
    db.session.add(post)
    db.session.flush()
    return post
