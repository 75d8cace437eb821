"""What a person did in a thread or with an article that its page shows to them alone.

Who did nothing there sees what everybody alike sees (hoidap/shared_pages.py). A test holds every
table that ties a person to a thread, post or article to be named here, or in LEAVES_NONE. Where a
mark can be taken back, that counts as a change of the content (core/content_version.py): else a
page drawn while it stood would be kept for all.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select

from core.db import GREATEST_ID, db
from forum.models import (
    POSTS_PER_PAGE,
    Flag,
    Nomination,
    Post,
    PostProof,
    Rating,
    Thanks,
    Thread,
    Vote,
    Watch,
)
from kb.models import ArticleProof, Proposal

ON_POSTS = (Vote, Thanks, PostProof, Flag)
ON_THREADS = (Watch, Nomination, Rating)
ON_ARTICLES = (ArticleProof.user_id, Proposal.author_id)
LEAVES_NONE = {
    "article": "its owner stands on the page for everybody",
    "article_contributor": "named to everybody",
    "audit_entry": "staff read it elsewhere",
    "feedback": "given and forgotten: the page asks again",
    "gap": "staff alone",
    "post_revision": "a post's history is the same for all",
    "queue_item": "staff and moderators alone, whose pages are not shared",
    "receipt": "staff alone",
    "reuse": "staff alone",
    "revision": "a text's author is named to staff alone",
    "unsaved": "staff alone",
}

_person: ColumnElement[int] = bindparam("person")
_subject: ColumnElement[int] = bindparam("subject")
# The accepted answer stands under the question, whatever page it is on itself.
_SHOWN = (
    (Post.thread_id == _subject, Post.position.between(bindparam("first"), bindparam("last"))),
    (Post.id == select(Thread.accepted_post_id).where(Thread.id == _subject).scalar_subquery(),),
)
_unusual = exists().where(  # threads that others do not see: they may be among what is like it
    Thread.author_id == _person,
    or_(Thread.is_private, Thread.hidden_at.is_not(None), Thread.held_at.is_not(None)),
)
HAS_UNUSUAL = select(_unusual)
_IN_THREAD = select(
    or_(
        _unusual,
        exists().where(Thread.id == _subject, Thread.author_id == _person),
        *(exists().where(row.thread_id == _subject, row.user_id == _person) for row in ON_THREADS),
        *(exists().where(*shown, Post.author_id == _person) for shown in _SHOWN),
        *(
            exists().where(
                *shown,
                or_(*(exists().where(row.post_id == Post.id, row.user_id == _person)
                      for row in ON_POSTS)),
            )
            for shown in _SHOWN
        ),
    )
)  # fmt: skip


def _on_article(column: Any) -> ColumnElement[bool]:
    return exists().where(column.class_.article_id == _subject, column == _person)


_ON_ARTICLE = select(or_(_unusual, *map(_on_article, ON_ARTICLES)))


def has_unusual(person_id: int) -> bool:
    """Whether the person has threads that others do not see. One query."""
    return bool(db.session.scalar(HAS_UNUSUAL, {"person": person_id}))


def on_thread_page(person_id: int, thread_id: int, page: int) -> bool:
    """Whether a page of the thread (from 1) shows this person anything of their own. One query."""
    first = (page - 1) * POSTS_PER_PAGE + 1
    return _asked(_IN_THREAD, person_id, thread_id, first=first, last=first + POSTS_PER_PAGE - 1)


def on_article(person_id: int, article_id: int) -> bool:
    """Whether the article's page shows this person anything of their own. One query."""
    return _asked(_ON_ARTICLE, person_id, article_id)


def _asked(statement: Any, person_id: int, subject_id: int, **more: int) -> bool:
    if max(subject_id, *more.values(), 0) > GREATEST_ID:
        return True  # there is no such thing; let the page say so
    asked: Mapping[str, int] = {"person": person_id, "subject": subject_id, **more}
    return bool(db.session.scalar(statement, asked))
