"""What an article quotes of the forum, and how that differs from the forum today.

The quotes are data of the article, {ref, hash, as, state}: the words as somebody read them last are
found by their hash in the history of the post. `as` is "official" for an answer that was not the
accepted one. `state` says in which way the post was out of sight, no answer or for fewer readers
when somebody said that the article is right all the same; it is left out for none.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from accounts.services import audit
from core import trials
from core.audience import Audience
from core.db import db
from core.diff import Hunk, diff_lines
from forum.models import Post, PostProof, PostRevision, Thread
from forum.services.repeating import hash_of

MOST = 20  # quotes of one article that are looked at; a promotion makes two
VERSIONS = 200  # former texts that are looked through for the quoted ones
OFFICIAL = "official"
_REF = re.compile(r"post:([0-9]{1,18})")


class Change(NamedTuple):
    """A quoted post that is another now, or did not work for somebody.

    state -- hidden, held, withdrawn, unaccepted, unofficial or narrowed (fewer people read it than
             the article); "" where it stands as it did.
    is_edited -- whether the words differ.
    quoted -- the words that were quoted; None where they are not known any more, or do not differ.
    stamp -- names all this.
    """

    post: Post
    state: str
    is_edited: bool
    quoted: str | None
    failures: list[PostProof]
    stamp: str

    @property
    def hunks(self) -> list[Hunk]:
        """From the quoted words to the present ones; compared when drawn, under no lock."""
        return [] if self.quoted is None else diff_lines(self.quoted, self.post.body)


def readers_of(thread: Thread) -> Audience:
    """Who reads the thread now; a private one is promoted for staff at first."""
    return Audience.STAFF if thread.is_private else thread.category.audience


def as_quotes(posts: Iterable[Post], *, for_: Audience) -> list[dict[str, str]]:
    """What an article for these readers keeps of the posts that it is made of."""
    found = []
    for post in posts:
        quote = {"ref": f"post:{post.id}", "hash": hash_of(post.body)}
        if not post.is_question and post.thread.accepted_post_id != post.id and post.is_official:
            quote["as"] = OFFICIAL
        if state := _state(post, quote, for_):
            quote["state"] = state
        found.append(quote)
    return found


def changes(article: Any, *, since: datetime) -> list[Change]:
    """The quoted posts that say something else now, no longer stand as they did, or did not work.

    since -- of the failures those that were told after this moment count.
    """
    quotes, altered = _quotes(article), []
    posts = _posts(article, quotes)
    failures = _failures(posts, since)
    for post in posts:
        quote = quotes[post.id]
        state = _new_state(post, quote, article.audience)
        if _is_edited(post, quote) or state or post.id in failures:
            altered.append((post, quote, state))
    former = _former_texts(post for post, quote, _state in altered if _is_edited(post, quote))
    return [
        _change(post, quote, state, former, failures.get(post.id, []))
        for post, quote, state in altered
    ]


def _change(
    post: Post, quote: dict[str, Any], state: str, former: dict[str, str], failures: list[PostProof]
) -> Change:
    old, new = str(quote.get("hash")), hash_of(post.body)
    stamp = f"{post.id} {old} {new} {state} {trials.stamp(failures)}"
    return Change(post, state, old != new, former.get(old), failures, stamp)


def _failures(posts: Iterable[Post], since: datetime) -> dict[int, list[PostProof]]:
    """For whom the posts did not work, the latest first, by the post's id."""
    told_at = func.coalesce(PostProof.updated_at, PostProof.created_at)
    failed = select(PostProof).where(
        PostProof.post_id.in_([post.id for post in posts]),
        PostProof.has_worked.is_(False),
        told_at > since,
    )
    found: dict[int, list[PostProof]] = {}
    for failure in db.session.scalars(failed.order_by(PostProof.id.desc()).limit(MOST)):
        found.setdefault(failure.post_id, []).append(failure)
    return found


def renew(article: Any, *, at: datetime) -> bool:
    """Note that the article was found right at that moment; whether this changes its source.

    What happened to a post after the moment is still to be looked at.
    """
    quotes = _quotes(article)
    read = {}
    for post in _posts(article, quotes):
        quote = {"ref": f"post:{post.id}", "hash": hash_of(_words_at(post, at))}
        if quotes[post.id].get("as") == OFFICIAL:
            quote["as"] = OFFICIAL
        state = _state(post, quote, article.audience)
        if state and _is_of_then(post, state, at):
            quote["state"] = state
        read[quote["ref"]] = quote
    kept = (article.source or {}).get("quotes") if read else None
    renewed = [read.get(one.get("ref"), one) if _is_quote(one) else one for one in kept or ()]
    if not read or renewed == kept:
        return False
    article.source = article.source | {"quotes": renewed}
    db.session.flush()
    return True


def _is_quote(one: Any) -> bool:
    """A file can say anything."""
    return isinstance(one, dict) and isinstance(one.get("ref"), str)


def _quotes(article: Any) -> dict[int, dict[str, Any]]:
    listed = (article.source or {}).get("quotes")
    found = {}
    for one in listed[:MOST] if isinstance(listed, list) else ():
        if _is_quote(one) and (ref := _REF.fullmatch(one["ref"])):
            found[int(ref[1])] = one
    return found


def _posts(article: Any, quotes: Collection[int]) -> list[Post]:
    """Of the threads that lead to the article: a file from elsewhere may name any number."""
    if not quotes:
        return []
    thread = contains_eager(Post.thread)
    found = select(Post).join(Post.thread).options(thread, thread.joinedload(Thread.category))
    found = found.where(Post.id.in_(quotes), Thread.article_id == article.id)
    return list(db.session.scalars(found.order_by(Post.position)))


def _is_edited(post: Post, quote: dict[str, Any]) -> bool:
    return bool(quote.get("hash") != hash_of(post.body))


def _state(post: Post, quote: dict[str, Any], readers: Audience) -> str:
    if post.is_hidden or post.thread.is_hidden:
        return "hidden"
    if post.is_withdrawn:
        return "withdrawn"
    if post.is_held or post.thread.is_held:
        return "held"
    if not post.is_question and post.thread.accepted_post_id != post.id:
        if quote.get("as") != OFFICIAL:
            return "unaccepted"
        if not post.is_official:
            return "unofficial"
    return "narrowed" if readers_of(post.thread).width < Audience(readers).width else ""


def _new_state(post: Post, quote: dict[str, Any], readers: Audience) -> str:
    """Its state, unless somebody looked at that before."""
    state = _state(post, quote, readers)
    return "" if state == quote.get("state") else state


def _is_of_then(post: Post, state: str, at: datetime) -> bool:
    """Whether it was so at that moment. When an answer lost its place is not written down: as long
    as nothing happened to the thread since, it was before."""
    thread = post.thread
    begun = {
        "hidden": post.hidden_at or thread.hidden_at,
        "withdrawn": post.withdrawn_at,
        "held": post.held_at or thread.held_at,
        "unaccepted": thread.updated_at,
        "unofficial": audit.last(f"post:{post.id}", "post.unmade_official"),
        "narrowed": thread.updated_at,
    }[state]
    return begun is None or begun <= at


def _words_at(post: Post, at: datetime) -> str:
    """What it said then: what the first edit afterwards put away."""
    later = select(PostRevision.body).where(
        PostRevision.post_id == post.id, PostRevision.created_at > at
    )
    found = db.session.scalar(later.order_by(PostRevision.id).limit(1))
    return post.body if found is None else found


def _former_texts(posts: Iterable[Post]) -> dict[str, str]:
    """Former texts of these posts by their hash."""
    ids = [post.id for post in posts]
    if not ids:
        return {}
    texts = select(PostRevision.body).where(PostRevision.post_id.in_(ids))
    newest = texts.order_by(PostRevision.id.desc()).limit(VERSIONS)
    return {hash_of(body): body for body in db.session.scalars(newest)}
