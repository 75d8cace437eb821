"""Articles and threads that are about the same, beside each article and thread."""

import time
from collections.abc import Collection
from typing import Any, NamedTuple

from flask_login import current_user
from sqlalchemy import bindparam, literal, select, union_all

from core.audience import Audience, audiences_of
from core.bounded import Bounded
from core.db import db
from core.panels import Panel, panel
from core.permissions import Actor
from core.slugs import with_id
from forum.models import Thread
from forum.services import thread_lists
from kb.models import Article
from kb.services.visibility import is_visible_to
from search.contract import IndexUnavailable, Scope
from search.query import parse
from search.services import engine

KINDS = ("article", "thread")
PLACES = {"article": "/kb/articles", "thread": "/forum/threads"}
MOST = 3  # of each kind
SPARE = 5  # more are kept, for those that the reader may not see or has a link to
MAX_TEXT = 500  # characters of title, tags and keywords that are compared
KEEP_FOR = 300  # seconds; each new post makes another generation, which seldom changes this
_statements: dict[frozenset[Audience], tuple[int, Any]] = {}
_kept: Bounded[tuple[float, list[str]]] = Bounded(1_000_000)


class Line(NamedTuple):
    kind: str
    id: int
    title: str

    @property
    def url(self) -> str:
        return f"{PLACES[self.kind]}/{with_id(self.id, self.title)}"


@panel("article")
def beside_article(article: Article, linked: Collection[str]) -> Panel | None:
    words = [article.title, *article.keywords, *(tag.name for tag in article.tags)]
    return _panel(f"article:{article.id}", words, linked)


@panel("thread")
def beside_thread(thread: Thread, linked: Collection[str]) -> Panel | None:
    words = [thread.title, *(tag.name for tag in thread.tags)]
    return _panel(f"thread:{thread.id}", words, linked)


def _panel(ref: str, words: list[str], linked: Collection[str]) -> Panel | None:
    try:
        lines = related(ref, " ".join(words), linked, for_=current_user)
    except IndexUnavailable:
        return None
    if not lines:
        return None
    articles, threads = ([each for each in lines if each.kind == kind] for kind in KINDS)
    return Panel("search/related/index.html", {"articles": articles, "threads": threads})


def related(ref: str, text: str, linked: Collection[str], *, for_: Actor) -> list[Line]:
    """At most MOST articles, then as many threads that all of the reader's kind may see.

    linked -- addresses to leave out. One query. Raises IndexUnavailable.
    """
    found = _lines(_refs(ref, text, audiences_of(for_)), for_)
    others = [line for line in found if line.url not in linked]
    return [
        line for kind in KINDS for line in [each for each in others if each.kind == kind][:MOST]
    ]


def _lines(refs: list[str], actor: Actor) -> list[Line]:
    """What lists show this person of these, in their order, without what is theirs alone."""
    if not refs:
        return []
    numbers: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for ref in refs:
        kind, _colon, number = ref.partition(":")
        numbers[kind].append(int(number))
    rows = db.session.execute(_statement(actor), numbers)
    found = {f"{kind}:{number}": Line(kind, number, title) for kind, number, title in rows}
    return [found[ref] for ref in refs if ref in found]


def _statement(actor: Actor) -> Any:
    """Asks for the titles of articles and threads by number, as all of this person's kind may see.

    Made once a minute: to put it together takes longer than to run it. An article whose moment
    comes meanwhile waits for the next minute.
    """
    audiences, minute = audiences_of(actor), int(time.time() // 60)
    made = _statements.get(audiences)
    if made is None or made[0] != minute:
        # These by themselves first: else SQLite reads every published article.
        named = select(Article).where(Article.id.in_(bindparam("article", expanding=True)))
        few = named.cte("few").prefix_with("MATERIALIZED").c
        articles = select(literal("article"), few.id, few.title).where(is_visible_to(actor, few))
        threads = (
            select(literal("thread"), Thread.id, Thread.title)
            .join(Thread.category)
            .where(Thread.id.in_(bindparam("thread", expanding=True)))
            .where(*thread_lists.listed(actor), Thread.is_private.is_(False))
            .where(Thread.hidden_at.is_(None), Thread.held_at.is_(None))
        )
        made = _statements[audiences] = minute, union_all(articles, threads)
    return made[1]


def _refs(ref: str, text: str, audiences: frozenset[Audience]) -> list[str]:
    """What the index holds to be alike; the same for some minutes, until it is rebuilt."""
    index = engine.index()
    key = (index.generation.partition(".")[0], ref, audiences)
    kept = _kept.get(key)
    if kept is not None and time.monotonic() - kept[0] < KEEP_FOR:
        return kept[1]
    scope = Scope(audiences=frozenset(map(str, audiences)))
    query = parse(text, max_length=MAX_TEXT, is_literal=True)
    hits = index.related(query, scope=scope, limit=MOST + SPARE)
    refs = [hit.ref for hit in hits if hit.ref != ref]
    _kept.put(key, (time.monotonic(), refs), 300 + 80 * len(refs))
    return refs
