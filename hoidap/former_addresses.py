"""Old links still arrive: what was imported answers 301 at the address it once had.

Addresses are kept in one canonical form: `/hc/en-us/articles/360021-Slug` and `/hc/articles/360021`
are one article. The same function reads a request's path and a link in an imported text.
"""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.db import db
from core.origins import at_addresses
from forum.models import Post, Thread
from forum.permissions import see_post, see_thread
from kb.models import Article, Collection
from kb.permissions import see_article
from kb.services.reading import holds_any

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # Zendesk: only the number counts, whatever the language and the slug.
    (re.compile(r"/hc(?:/[\w-]+)?/articles/(\d+)\b.*"), r"/hc/articles/\1"),
    (re.compile(r"/hc(?:/[\w-]+)?/sections/(\d+)\b.*"), r"/hc/sections/\1"),
    (re.compile(r"/hc(?:/[\w-]+)?/categories/(\d+)\b.*"), r"/hc/categories/\1"),
    (re.compile(r"/hc(?:/[\w-]+)?/community/posts/(\d+)\b.*"), r"/hc/community/posts/\1"),
    # Discourse: topic, and post number within it; a slug may be missing.
    (re.compile(r"/t/(?:[^/]*[^/\d][^/]*/)?(\d+)(?:/1)?/?"), r"/t/\1"),
    (re.compile(r"/t/(?:[^/]*[^/\d][^/]*/)?(\d+)/(\d+)/?"), r"/t/\1/\2"),
    # Stack Exchange: an answer by its own number, else the question.
    (re.compile(r"/questions/\d+/[^/]+/(\d+)/?"), r"/a/\1"),
    (re.compile(r"/a/(\d+)(?:/\d*)?"), r"/a/\1"),
    (re.compile(r"/(?:questions|q)/(\d+)(?:/.*)?"), r"/questions/\1"),
)
_PHPBB = re.compile(r"/(?:.*/)?viewtopic\.php")
# A post's address names its thread too, which is the next best where the post did not come.
_AROUND = re.compile(r"/(?:t/(?:[^/]*[^/\d][^/]*/)?(?P<topic>\d+)|questions/(?P<question>\d+))/.+")


def canonical(url: str) -> str | None:
    """The path under which a thing of this address is kept, or None for no address of a page.

    url -- a path with or without query, or a whole URL (its host is the caller's business).
    """
    return next(iter(addresses(url)), None)


def addresses(url: str) -> list[str]:
    """The canonical addresses `url` may mean, the most exact first: a post, then its thread."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    path = unquote(parts.path)
    if not path.startswith("/") or len(path) > 500 or "\x00" in path:
        return []
    if _PHPBB.fullmatch(path):
        return _phpbb(parse_qs(parts.query), parts.fragment)
    return list(dict.fromkeys([*_by_fragment(path, parts.fragment), *_by_path(path)]))


def _by_path(path: str) -> list[str]:
    shape = next((rule.sub(to, path) for rule, to in _RULES if rule.fullmatch(path)), None)
    found = [shape or path.rstrip("/").removesuffix(".html")]
    if around := _AROUND.fullmatch(path):
        topic = around["topic"]
        found.append(f"/t/{topic}" if topic else f"/questions/{around['question']}")
    return [address for address in found if address]


def _by_fragment(path: str, fragment: str) -> list[str]:
    """Stack Exchange: `/questions/12/slug#34` is answer 34, `…#comment56_34` a comment on it."""
    if not path.startswith("/questions/"):
        return []
    comment = re.fullmatch(r"comment(\d+)_\d+", fragment)
    if comment:
        return [f"/posts/comments/{comment[1]}"]
    return [f"/a/{fragment}"] if fragment.isdecimal() else []


def _phpbb(query: dict[str, list[str]], fragment: str) -> list[str]:
    """`viewtopic.php?f=3&t=12`, `…?p=77#p77`: the post when it is named, then the topic."""
    post = query.get("p", [""])[0] or fragment.removeprefix("p")
    topic = query.get("t", [""])[0]
    named = {"p": post, "t": topic}
    return [f"/viewtopic.php?{key}={value}" for key, value in named.items() if value.isdecimal()]


def moved() -> ResponseReturnValue | None:
    """The answer for a path that nothing here has: 301 to what once stood there, or None.

    Whoever may not see the thing gets None: it is as unknown as any other path.
    """
    wanted = addresses(request.full_path)
    found = at_addresses(wanted) if wanted else {}
    for address in wanted:
        subject = thing(*found[address]) if address in found else None
        if subject is not None and _may_see(subject):
            return redirect(subject.url, 301)
    return None


def thing(kind: str, id: int) -> Article | Collection | Thread | Post | None:
    """The document or shelf that an origin or address means, as long as it exists."""
    match kind:
        case "article":
            return db.session.get(Article, id)
        case "collection":
            return db.session.get(Collection, id)
        case "thread":
            return db.session.get(Thread, id)
        case "post":
            return db.session.get(Post, id)
    return None


def _may_see(subject: Article | Collection | Thread | Post) -> bool:
    match subject:
        case Collection():
            return current_user.is_staff or holds_any(subject, for_=current_user)
        case Article():
            return see_article(current_user, subject)
        case Thread():
            return see_thread(current_user, subject)
        case Post():
            return see_post(current_user, subject)
