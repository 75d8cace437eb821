"""Lists of threads: what a person may see of them, a page at a time, each line one row."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from accounts.models import Product, User
from core.audience import Audience, audiences_of
from core.clock import now
from core.db import GREATEST_ID, db
from core.i18n import in_language
from core.permissions import Actor
from core.slugs import with_id
from core.tags import Tag
from forum.models import Category, Thread, ThreadState, ThreadType, thread_tag

PER_PAGE = 30
MOST_PINNED = 5
FILTERS = ("latest", "unanswered", "unsolved", "mine")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TagLine(NamedTuple):
    name: str
    url: str


class ThreadLine(NamedTuple):
    """One line of a list: what it shows and nothing more."""

    id: int
    title: str
    type: ThreadType
    state: ThreadState
    created_at: datetime
    last_post_at: datetime
    reply_count: int
    vote_count: int
    view_count: int
    is_private: bool
    held_at: datetime | None
    hidden_at: datetime | None
    locked_at: datetime | None
    pinned_at: datetime | None
    article_id: int | None
    author_id: int
    author_name: str
    last_author_name: str | None
    category_slug: str
    category_names: dict[str, str]
    category_icon: str
    audience: Audience
    tags: tuple[TagLine, ...] = ()

    @property
    def url(self) -> str:
        return f"/forum/threads/{with_id(self.id, self.title)}"

    @property
    def author_url(self) -> str:
        return f"/people/{with_id(self.author_id, self.author_name)}"

    @property
    def category_name(self) -> str:
        return in_language(self.category_names) or self.category_slug

    @property
    def category_url(self) -> str:
        return f"/forum/categories/{self.category_slug}"

    @property
    def is_solved(self) -> bool:
        return self.state is ThreadState.SOLVED

    @property
    def waiting(self) -> timedelta:
        """How long it has been waiting since it was asked."""
        return now() - self.created_at

    @property
    def cursor(self) -> str:
        return f"{(self.last_post_at - EPOCH) // timedelta(microseconds=1)}-{self.id}"


@dataclass(frozen=True)
class ThreadPage:
    """A page of a list; `before` is the cursor of the next one, None on the last."""

    threads: list[ThreadLine]
    pinned: list[ThreadLine]
    before: str | None


def listed(actor: Actor) -> list[ColumnElement[bool]]:
    """What lists show of Thread joined with Category: less than pages do.

    Hidden and held threads stand in no list but their author's; the queue has them for the rest.
    """
    rules: list[ColumnElement[bool]] = [Category.audience.in_(audiences_of(actor))]
    is_shown = and_(Thread.held_at.is_(None), Thread.hidden_at.is_(None))
    if not actor.is_staff:
        is_shown = and_(is_shown, Thread.is_private.is_(False))
    if actor.is_authenticated:
        is_shown = or_(is_shown, Thread.author_id == actor.id)
    return [*rules, is_shown]


def threads(
    actor: Actor,
    *,
    filter: str = "latest",
    category: Category | None = None,
    product: Product | None = None,
    tag: Tag | None = None,
    type: ThreadType | None = None,
    before: str | None = None,
) -> ThreadPage:
    """A page of threads, newest activity first, pinned ones apart on the first page.

    before -- cursor of the last line of the page before; nonsense begins at the top.
    Three queries: lines, pinned, tags.
    """
    wanted = _LINES.where(*listed(actor), *_only(actor, filter))
    if category is not None:
        wanted = wanted.where(Thread.category_id == category.id)
    if product is not None:
        wanted = wanted.where(Thread.product_id == product.id)
    if type is not None:
        wanted = wanted.where(Thread.type == type)
    if tag is not None:
        tagged = select(thread_tag.c.thread_id).where(thread_tag.c.tag_id == tag.id)
        wanted = wanted.where(Thread.id.in_(tagged))
    shows_pinned = filter == "latest" and tag is None and type is None
    after = _after(before)
    pinned: list[ThreadLine] = []
    if shows_pinned:
        on_top = wanted.where(Thread.pinned_at.is_not(None)).order_by(Thread.pinned_at.desc())
        pinned = [] if after is not None else _rows(on_top.limit(MOST_PINNED))
        wanted = wanted.where(Thread.id.not_in([line.id for line in pinned]))
    if after is not None:
        wanted = wanted.where(after)
    newest = wanted.order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(PER_PAGE + 1)
    lines = _rows(newest)
    has_more = len(lines) > PER_PAGE
    lines = lines[:PER_PAGE]
    tagged_lines = _with_tags([*pinned, *lines])
    return ThreadPage(
        threads=tagged_lines[len(pinned) :],
        pinned=tagged_lines[: len(pinned)],
        before=lines[-1].cursor if has_more else None,
    )


def unanswered(actor: Actor, *, limit: int = 20) -> list[ThreadLine]:
    """Questions nobody has replied to, the longest waiting first (`line.waiting`)."""
    wanted = _LINES.where(*listed(actor), *_only(actor, "unanswered"))
    return _rows(wanted.order_by(Thread.created_at, Thread.id).limit(limit))


def newest_solved(actor: Actor, *, language: str | None = None, limit: int = 5) -> list[ThreadLine]:
    """Questions with an accepted answer, newest activity first; public ones of the audience."""
    wanted = _LINES.where(
        *listed(actor),
        Thread.type == ThreadType.QUESTION,
        Thread.state == ThreadState.SOLVED,
        Thread.is_private.is_(False),
        Thread.hidden_at.is_(None),
        Thread.held_at.is_(None),
    )
    if language is not None:
        wanted = wanted.where(Thread.language == language)
    return _rows(wanted.order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(limit))


def _only(actor: Actor, filter: str) -> list[ColumnElement[bool]]:
    is_open_question = [Thread.type == ThreadType.QUESTION, Thread.state == ThreadState.OPEN]
    if filter == "unanswered":
        return [*is_open_question, Thread.reply_count == 0]
    if filter == "unsolved":
        return is_open_question
    if filter == "mine":
        return [Thread.author_id == actor.id]
    return []


_author, _last_author = aliased(User), aliased(User)
# Made once: to put it together takes longer than to run it.
_LINES: Any = (
    select(
        Thread.id,
        Thread.title,
        Thread.type,
        Thread.state,
        Thread.created_at,
        Thread.last_post_at,
        Thread.reply_count,
        Thread.vote_count,
        Thread.view_count,
        Thread.is_private,
        Thread.held_at,
        Thread.hidden_at,
        Thread.locked_at,
        Thread.pinned_at,
        Thread.article_id,
        Thread.author_id,
        _author.name,
        _last_author.name.label("last_author_name"),
        Category.slug,
        Category.names,
        Category.icon,
        Category.audience,
    )
    .select_from(Thread)
    .join(Category, Category.id == Thread.category_id)
    .join(_author, _author.id == Thread.author_id)
    .outerjoin(_last_author, _last_author.id == Thread.last_post_author_id)
)


def _rows(statement: Any) -> list[ThreadLine]:
    return [ThreadLine(*row) for row in db.session.execute(statement)]


def _with_tags(lines: list[ThreadLine]) -> list[ThreadLine]:
    rows = db.session.execute(
        select(thread_tag.c.thread_id, Tag.name, Tag.slug)
        .join(Tag, Tag.id == thread_tag.c.tag_id)
        .where(thread_tag.c.thread_id.in_([line.id for line in lines]))
        .order_by(Tag.slug)
    )
    tags: dict[int, list[TagLine]] = {}
    for thread_id, name, slug in rows:
        tags.setdefault(thread_id, []).append(TagLine(name, f"/tags/{slug}"))
    return [line._replace(tags=tuple(tags.get(line.id, ()))) for line in lines]


def _after(cursor: str | None) -> ColumnElement[bool] | None:
    """What comes behind a cursor; None for no cursor or one that is none of ours."""
    moment, _dash, thread_id = (cursor or "").partition("-")
    if not (moment.isdecimal() and thread_id.isdecimal() and len(cursor or "") < 40):
        return None
    try:
        at = EPOCH + timedelta(microseconds=int(moment))
    except OverflowError:
        return None
    # As one comparison of rows: with `or` SQLite would walk the index from its top.
    place = tuple_(Thread.last_post_at, Thread.id)
    return place < tuple_(literal(at, Thread.last_post_at.type), min(int(thread_id), GREATEST_ID))
