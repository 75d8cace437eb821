"""Find: the engine's hits become rows that this person may see, with their excerpts."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import joinedload

from accounts.services import settings
from core.audience import audiences_of
from core.db import db
from core.permissions import Actor
from forum.models import Post, Thread, post_url
from forum.permissions import see_thread
from kb.models import Article
from kb.permissions import see_article
from search import abbreviations, passages, synonyms
from search.contract import Filters, Hit, Results, Scope
from search.highlight import Piece, excerpt, mark_title
from search.passages import Passage
from search.query import Query, parse
from search.respelling import respell
from search.services import engine, narrowing, ranking, top_box
from search.services.authors import is_by
from search.services.narrowing import Asked
from search.services.phrases import READ, check
from search.services.top_box import TopBox

Thing = Article | Thread
PER_PAGE = 10
LAST_PAGE = 30  # nobody reads further; deeper pages would let the cost grow
EXCERPT = 240  # characters


class Found(NamedTuple):
    """One line of a results page."""

    ref: str
    kind: str  # article, thread
    url: str
    title: list[Piece]
    excerpt: list[Piece]
    where: str  # collection or category
    state: str  # solved, open, checked, needs_check, …
    type: str  # question, idea, …; "" for an article
    updated: datetime
    reply_count: int
    audience: str  # public, customers, staff, private
    language: str
    part: str  # heading of the section that the excerpt is cut from; "" for how it begins
    part_url: str  # of that section, or of the accepted answer


@dataclass(frozen=True)
class Page:
    """What a search came to. `has_failed`: nothing found, or nothing that looks like an answer.

    counts        -- how many of each kind; None where nobody knows: of a phrase's other kinds no
                     text was read.
    number, pages -- which page this is, of how many; a page beyond the last has no lines.
    facets        -- how many of each value of a facet (Results.counts_by_facet).
    is_partial    -- a part of the engine failed: true of this moment alone.
    is_at_most    -- the numbers are upper limits: a phrase was looked for, not all was read.
    respelt       -- what was typed as these lines write it; empty if there is nothing to say.
    is_corrected  -- it was searched so already: words were typed that nobody wrote.
    top_box       -- the passage that clearly answers, if there is one.
    """

    lines: list[Found] = field(default_factory=list)
    total: int = 0
    counts: Mapping[str, int | None] = field(default_factory=dict)
    has_failed: bool = True
    number: int = 1
    pages: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    is_partial: bool = False
    is_at_most: bool = False
    respelt: str = ""
    is_corrected: bool = False
    top_box: TopBox | None = None


class Line(NamedTuple):
    """A suggestion or look-alike."""

    ref: str
    title: str
    url: str
    kind: str
    is_solved: bool


def scope_of(actor: Actor) -> Scope:
    """What this person may find: their audiences; staff also private threads."""
    audiences = {str(audience) for audience in audiences_of(actor)}
    if actor.is_staff:
        audiences.add("private")
    return Scope(audiences=frozenset(audiences), user_id=actor.id)


def read(typed: str, *, for_: Actor) -> Asked:
    """What this person asks for with what they typed."""
    return narrowing.read(typed, scope=scope_of(for_), for_=for_)


def find(
    typed: str | Asked,
    *,
    for_: Actor,
    filters: Filters,
    page: int = 1,
    sort: str = "relevance",
    is_literal: bool = False,
    facets: Collection[str] = (),
) -> Page:
    """One page of what this person may find. Raises search.index.IndexUnavailable.

    is_literal -- search the words as they are: no slips, keys or abbreviations.
    facets     -- which of them to count.
    """
    page = max(1, min(page, LAST_PAGE))
    asked = read(typed, for_=for_) if isinstance(typed, str) else typed
    kept, scope = asked.narrow(filters), scope_of(for_)
    query = words_of(asked.text, is_literal=is_literal or bool(kept.phrases))

    def ask(number: int, size: int) -> Results:
        return ranking.search(
            query, scope=scope, page=number, per_page=size, filters=kept, sort=sort, facets=facets
        )

    def load(refs: list[str]) -> dict[str, Article | Thread]:
        found = _things(refs, for_)
        people = kept.authors
        return {r: t for r, t in found.items() if is_by(t, people)} if people else found

    if kept.phrases:
        results, things, is_at_most = check(ask, load, kept, page, PER_PAGE)
    else:
        results, is_at_most = ask(page, PER_PAGE), False
        things = load([hit.ref for hit in results.hits])
    readable = min(results.total, READ) if is_at_most else results.total
    posts = _posts(things.values())
    hits = [things[hit.ref] for hit in results.hits if hit.ref in things]
    terms = passages.asked(results.understood, results.information)
    lines = [_line(thing, results.understood, terms, posts) for thing in hits]
    respelt = respell(results.understood, _shown(lines)) or ""
    is_plain = page == 1 and sort == "relevance" and not is_literal and not any(vars(kept).values())
    articles = [thing for thing in hits if is_plain and isinstance(thing, Article)]
    return Page(
        lines=lines,
        total=results.total,
        counts=_counts(results, kept),
        has_failed=not results.strong or (page == 1 and not lines),
        number=page,
        pages=min(LAST_PAGE, math.ceil(readable / PER_PAGE)),
        facets=results.counts_by_facet,
        is_partial=results.partial,
        is_at_most=is_at_most,
        respelt=f"{respelt} {asked.written()}".strip() if respelt else "",
        is_corrected=bool(results.understood.replaced),
        top_box=top_box.of(results, terms, articles),
    )


def words_of(typed: str, *, is_typing: bool = False, is_literal: bool = False) -> Query:
    """What was typed, to be read with this site's abbreviations and synonyms.

    They cost no statement: the settings are read once a request as it is.
    """
    return parse(
        typed,
        table=abbreviations.table(settings.get("abbreviations")),
        synonyms=synonyms.table(settings.get("synonyms")),
        is_typing=is_typing,
        is_literal=is_literal,
    )


def _counts(results: Results, kept: Filters) -> dict[str, int | None]:
    counts = results.counts_by_kind
    is_read = not (kept.phrases and kept.kind)
    return {kind: n if is_read or kind == kept.kind else None for kind, n in counts.items()}


def _shown(lines: list[Found]) -> list[str]:
    return ["".join(p.text for p in part) for line in lines for part in (line.title, line.excerpt)]


def look_alikes(title: str, *, for_: Actor, articles: int = 3, threads: int = 5) -> list[Line]:
    """What looks like the question being asked: at most 3 articles, then 5 threads."""
    query = words_of(title, is_typing=True)
    found: list[Hit] = []
    for kind, limit in (("article", articles), ("thread", threads)):
        if limit:
            found += engine.index().similar(query, scope=scope_of(for_), kinds=(kind,), limit=limit)
    return in_order([hit.ref for hit in found], for_)


def in_order(
    refs: list[str], actor: Actor, keep: Callable[[Thing], bool] = lambda _thing: True
) -> list[Line]:
    """Of these things those that this person may see, and that are to be kept. Two queries."""
    things = _things(refs, actor)
    return [_short(ref, things[ref]) for ref in refs if ref in things and keep(things[ref])]


def _short(ref: str, thing: Article | Thread) -> Line:
    kind = ref.partition(":")[0]
    return Line(ref, thing.title, thing.url, kind, isinstance(thing, Thread) and thing.is_solved)


def _things(refs: Iterable[str], actor: Actor) -> dict[str, Article | Thread]:
    """The rows behind the hits that this person may see, each authorised again. Two queries."""
    numbers: dict[str, list[int]] = {"article": [], "thread": []}
    for ref in refs:
        kind, _colon, number = ref.partition(":")
        numbers[kind].append(int(number))
    found: dict[str, Article | Thread] = {}
    if numbers["article"]:
        for article in db.session.scalars(_ARTICLES, {"ids": numbers["article"]}):
            if see_article(actor, article):
                found[f"article:{article.id}"] = article
    if numbers["thread"]:
        for thread in db.session.scalars(_THREADS, {"ids": numbers["thread"]}):
            if see_thread(actor, thread):
                found[f"thread:{thread.id}"] = thread
    return found


_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_ARTICLES = (  # built once, as is what follows: each search asks
    select(Article)
    .where(Article.id.in_(_IDS))
    .options(joinedload(Article.live_revision), joinedload(Article.collection))
)
_THREADS = select(Thread).where(Thread.id.in_(_IDS)).options(joinedload(Thread.category))


def _posts(things: Iterable[Article | Thread]) -> dict[int, dict[str, Passage]]:
    """What a thread's excerpt is cut from: the question, and by its address the accepted answer.

    One query at most.
    """
    threads = {thing.id: thing for thing in things if isinstance(thing, Thread)}
    if not threads:
        return {}
    accepted = [t.accepted_post_id for t in threads.values() if t.accepted_post_id]
    rows = db.session.execute(_POSTS, {"threads": list(threads), "accepted": accepted})
    found: dict[int, dict[str, Passage]] = {}
    for thread_id, post_id, position, html in rows:
        url = post_url(threads[thread_id], post_id, position) if position > 1 else ""
        found.setdefault(thread_id, {})[url] = passages.in_post(html)
    return found


_POSTS = (
    select(Post.thread_id, Post.id, Post.position, Post.html)
    .where(
        Post.thread_id.in_(bindparam("threads", expanding=True)),
        (Post.position == 1) | Post.id.in_(bindparam("accepted", expanding=True)),
        Post.hidden_at.is_(None),
        Post.held_at.is_(None),
        Post.withdrawn_at.is_(None),
    )
    .order_by(Post.position)
)


def _line(
    thing: Article | Thread,
    words: Query,
    asked: Sequence[passages.Asked],
    posts: Mapping[int, Mapping[str, Passage]],
) -> Found:
    url = thing.url
    if isinstance(thing, Article):
        live = thing.live_revision
        cut = passages.in_article(thing.summary, live.html if live else "")
        part = passages.best(cut, asked)
        return Found(
            ref=f"article:{thing.id}",
            kind="article",
            url=url,
            title=mark_title(thing.title, words),
            excerpt=excerpt(part.text, words, EXCERPT),
            where=thing.collection.name,
            state="needs_check" if thing.needs_check else "checked",
            type="",
            updated=live.created_at if live else thing.created_at,
            reply_count=0,
            audience=str(thing.audience),
            language=thing.language,
            part=part.heading,
            part_url=f"{url}#{part.anchor}" if part.anchor else "",
        )
    said = posts.get(thing.id) or {"": passages.NOTHING}
    part = passages.best(list(said.values()), asked)
    return Found(
        ref=f"thread:{thing.id}",
        kind="thread",
        url=url,
        title=mark_title(thing.title, words),
        excerpt=excerpt(part.text, words, EXCERPT),
        where=thing.category.name,
        state=str(thing.state),
        type=str(thing.type),
        updated=thing.last_post_at,
        reply_count=thing.reply_count,
        audience="private" if thing.is_private else str(thing.category.audience),
        language=thing.language,
        part="",
        part_url=next(place for place, each in said.items() if each is part),
    )
