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
from kb.models import Article
from kb.permissions import see_article

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # Zendesk: only the number counts, whatever the language and the slug.
    (re.compile(r"/hc(?:/[\w-]+)?/articles/(\d+)\b.*"), r"/hc/articles/\1"),
    (re.compile(r"/hc(?:/[\w-]+)?/sections/(\d+)\b.*"), r"/hc/sections/\1"),
    (re.compile(r"/hc(?:/[\w-]+)?/community/posts/(\d+)\b.*"), r"/hc/community/posts/\1"),
    # Discourse: topic, and post number within it; a slug may be missing.
    (re.compile(r"/t/(?:[^/]*[^/\d][^/]*/)?(\d+)(?:/1)?/?"), r"/t/\1"),
    (re.compile(r"/t/(?:[^/]*[^/\d][^/]*/)?(\d+)/(\d+)/?"), r"/t/\1/\2"),
    # Stack Exchange.
    (re.compile(r"/(?:questions|q)/(\d+)(?:/.*)?"), r"/questions/\1"),
)
_PHPBB = re.compile(r"/(?:.*/)?viewtopic\.php")


def canonical(url: str) -> str | None:
    """The path under which a thing of this address is kept, or None for no address of a page.

    url -- a path with or without query, or a whole URL (its host is the caller's business).
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = unquote(parts.path)
    if not path.startswith("/") or len(path) > 500:
        return None
    if _PHPBB.fullmatch(path):
        return _phpbb(parse_qs(parts.query), parts.fragment)
    for rule, shape in _RULES:
        if rule.fullmatch(path):
            return rule.sub(shape, path)
    return path.rstrip("/").removesuffix(".html") or None


def _phpbb(query: dict[str, list[str]], fragment: str) -> str | None:
    """`viewtopic.php?f=3&t=12`, `…?p=77#p77`: the post when it is named, else the topic."""
    post = query.get("p", [""])[0] or fragment.removeprefix("p")
    if post.isdecimal():
        return f"/viewtopic.php?p={post}"
    topic = query.get("t", [""])[0]
    return f"/viewtopic.php?t={topic}" if topic.isdecimal() else None


def moved() -> ResponseReturnValue | None:
    """The answer for a path that nothing here has: 301 to what once stood there, or None.

    Whoever may not see the thing gets None: it is as unknown as any other path.
    """
    address = canonical(request.full_path)
    found = at_addresses([address]) if address else {}
    subject = thing(*found[address]) if address and address in found else None
    if subject is None or not _may_see(subject):
        return None
    return redirect(subject.url, 301)


def thing(kind: str, id: int) -> Article | Thread | Post | None:
    """The document that an origin or address means, as long as it exists."""
    match kind:
        case "article":
            return db.session.get(Article, id)
        case "thread":
            return db.session.get(Thread, id)
        case "post":
            return db.session.get(Post, id)
    return None


def _may_see(subject: Article | Thread | Post) -> bool:
    match subject:
        case Article():
            return see_article(current_user, subject)
        case Thread():
            return see_thread(current_user, subject)
        case Post():
            return see_post(current_user, subject)
