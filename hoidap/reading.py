"""What the front door's pages show, read across the floors: only what the reader may see."""

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from accounts.models import Identity, Role, User
from core.audience import audiences_of
from core.db import db
from core.permissions import Actor
from core.tags import Tag
from forum.models import Category, Post, Thread, Watch
from forum.services import thread_lists
from kb.models import Article, ArticleStatus, article_contributor, article_tag
from kb.services.visibility import is_visible_to

MOST_CREDITED = 2_000  # articles of one person that are looked through
PER_PAGE = 20
MOST_COUNTED = 200  # posts of one person
LATEST = (Post.created_at.desc(), Post.id.desc())  # as an index of the author's posts has them
R = TypeVar("R")


class Page(NamedTuple, Generic[R]):
    """A bounded part of a list; `before` continues it, or is "" at its end."""

    rows: Sequence[R]
    before: str = ""


# What is one's own.


def own_drafts(person: User, limit: int = 5) -> list[Article]:
    """What one is writing, the last begun first."""
    mine = select(Article).where(
        Article.owner_id == person.id,
        Article.status.in_((ArticleStatus.DRAFT, ArticleStatus.IN_REVIEW)),
    )
    return list(db.session.scalars(mine.order_by(Article.id.desc()).limit(limit)))


def watched_threads(person: User, before: int | None = None, limit: int = PER_PAGE) -> Page[Thread]:
    """What one watches and may still see, the newest thread first."""
    statement = (
        select(Thread)
        .join(Thread.category)
        .join(Watch, and_(Watch.thread_id == Thread.id, Watch.user_id == person.id))
        .where(*thread_lists.listed(person))
        .options(contains_eager(Thread.category), joinedload(Thread.author))
    )
    if before is not None:
        statement = statement.where(Thread.id < before)
    rows = list(db.session.scalars(statement.order_by(Thread.id.desc()).limit(limit + 1)))
    more = str(rows[limit - 1].id) if len(rows) > limit else ""
    return Page(rows[:limit], more)


def tagged_articles(actor: Actor, tag: Tag, limit: int = 50) -> list[Article]:
    linked = select(article_tag.c.article_id).where(article_tag.c.tag_id == tag.id)
    found = select(Article).where(is_visible_to(actor), Article.id.in_(linked))
    found = found.options(joinedload(Article.collection))
    return list(db.session.scalars(found.order_by(Article.title, Article.id).limit(limit)))


# A person as others see them.


class Record(NamedTuple):
    """How much somebody wrote, and how often it settled a question (what `actor` may see); of
    their latest MOST_COUNTED posts."""

    post_count: int
    accepted_count: int

    @property
    def is_all(self) -> bool:
        return self.post_count < MOST_COUNTED


def record_of(actor: Actor, person: User) -> Record:
    posts = _posts_of(actor, person).with_only_columns(Post.id, Thread.accepted_post_id)
    inner = posts.order_by(*LATEST).limit(MOST_COUNTED).subquery()
    accepted = func.count().filter(inner.c.accepted_post_id == inner.c.id)
    return Record(*db.session.execute(select(func.count(), accepted).select_from(inner)).one())


def posts_of(actor: Actor, person: User, before: int | None = None) -> Page[Post]:
    """What somebody wrote in public, newest first; `before` is the id of the last one seen."""
    statement = _posts_of(actor, person).options(
        joinedload(Post.thread).joinedload(Thread.category)
    )
    if before is not None:
        seen = select(Post.created_at, Post.id).where(Post.id == before).subquery()
        statement = statement.join(
            seen, tuple_(Post.created_at, Post.id) < tuple_(seen.c.created_at, seen.c.id)
        )
    rows = list(db.session.scalars(statement.order_by(*LATEST).limit(PER_PAGE + 1)))
    more = str(rows[PER_PAGE - 1].id) if len(rows) > PER_PAGE else ""
    return Page(rows[:PER_PAGE], more)


def _posts_of(actor: Actor, person: User) -> Select[Any]:
    """Visible words in threads that everybody of the audience sees: no private ones, for nobody."""
    return (
        select(Post)
        .join(Post.thread)
        .join(Thread.category)
        .where(
            Post.author_id == person.id,
            Post.hidden_at.is_(None),
            Post.held_at.is_(None),
            Post.withdrawn_at.is_(None),
            Thread.is_private.is_(False),
            Thread.hidden_at.is_(None),
            Thread.held_at.is_(None),
            Category.audience.in_(audiences_of(actor)),
        )
    )


def contributed(
    actor: Actor, person: User, before: int | None = None, limit: int = PER_PAGE
) -> Page[Article]:
    """Articles made of somebody's words that `actor` may read, the newest first."""
    # Asked first: SQLite would rather look through all that is published than begin with the few.
    mine = db.session.scalars(
        select(article_contributor.c.article_id)
        .where(article_contributor.c.user_id == person.id)
        .order_by(article_contributor.c.article_id.desc())
        .limit(MOST_CREDITED)
    ).all()
    if not mine:
        return Page([], "")
    found = (
        select(Article)
        .where(Article.id.in_(mine), is_visible_to(actor))
        .options(joinedload(Article.collection))
    )
    if before is not None:
        found = found.where(Article.id < before)
    rows = list(db.session.scalars(found.order_by(Article.id.desc()).limit(limit + 1)))
    more = str(rows[limit - 1].id) if len(rows) > limit else ""
    return Page(rows[:limit], more)


# The settings.


def members(*, q: str = "", role: str = "", before: int | None = None) -> Page[User]:
    """People whose name or e-mail holds `q`, newest first, with their addresses."""
    found = select(User).options(selectinload(User.identities)).where(User.erased_at.is_(None))
    if words := q.strip():
        addresses = select(Identity.user_id).where(Identity.value.icontains(words, autoescape=True))
        found = found.where(
            or_(User.name.icontains(words, autoescape=True), User.id.in_(addresses))
        )
    if role in set(Role):
        found = found.where(User.role == Role(role))
    if before is not None:
        found = found.where(User.id < before)
    rows = list(db.session.scalars(found.order_by(User.id.desc()).limit(PER_PAGE + 1)))
    more = str(rows[PER_PAGE - 1].id) if len(rows) > PER_PAGE else ""
    return Page(rows[:PER_PAGE], more)


def moderators(limit: int = 200) -> list[User]:
    """Those who can be given a category."""
    role = User.role == Role.MODERATOR
    people = select(User).where(role, User.erased_at.is_(None)).order_by(User.name, User.id)
    return list(db.session.scalars(people.limit(limit)))


def made_visible(room: Category, shown: int = 20) -> tuple[int, list[Thread]]:
    """How many threads a wider audience would come to see, and the newest of them.

    Private, hidden and held threads stay as they are.
    """
    seen = (
        Thread.category_id == room.id,
        Thread.is_private.is_(False),
        Thread.hidden_at.is_(None),
        Thread.held_at.is_(None),
    )
    count = db.session.scalar(select(func.count()).select_from(Thread).where(*seen)) or 0
    newest = select(Thread).where(*seen).order_by(Thread.last_post_at.desc()).limit(shown)
    return count, list(db.session.scalars(newest))
