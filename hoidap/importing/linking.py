"""The second pass: links between imported documents lead on to where these are now.

It looks at what is here, not at what this run did, so that a repeated import finishes the links of
an interrupted one. A text that somebody edited here since is left alone.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import select, update

from core.db import db, reading
from core.markdown import Rendered
from core.origins import Origin, at_addresses, origins_of, ref_of
from forum.models import Post, Thread
from forum.services.repeating import hash_of
from hoidap.former_addresses import addresses, thing
from hoidap.importing.records import FORMER
from hoidap.importing.rendering import render_patiently
from hoidap.importing.source import Source
from hoidap.importing.texts.outside_code import code_spans
from kb.models import Article, Revision

SLICE = 100  # documents looked at in one go

# What Markdown takes for a link's target; code is passed by.
_HREF = re.compile(
    r"(?P<inline>\]\(\s*)(?:<(?P<angled>[^<>\n]*)>|(?P<plain>(?:[^\s()<>]|\([^\s()]*\))+))"
    r"|(?P<define>^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*)<?(?P<defined>[^\s<>]+)>?"
    r"|(?P<auto><)(?P<bare>https?://[^\s<>]+)>"
    r"|(?<![\w(\[\]<\"'/:])(?P<naked>https?://[^\s<>()\[\]\"']*[^\s<>()\[\]\"'.,;:!?*_])",
    re.MULTILINE,
)

# A link that stands only if its target came: where it did not, its words remain.
_FORMER = re.compile(rf"\[((?:[^\[\]\\\n]|\\.)*)\]\({FORMER}[^\s()]*\)")

OURS = ("/kb/", "/forum/", "/uploads/", "/people/", "/a/", "/p/")
Subject = tuple[str, int]  # kind, id


class _Text(NamedTuple):
    """A text of this import as it stands here."""

    origin_id: int
    ref: str
    row_id: int  # of the post, or of the article's newest revision
    body: str
    language: str


def link_all(source: Source, tick: Callable[[], None] = lambda: None) -> None:
    """Lead the links of everything that this source brought. Commits every few documents."""
    for kind in ("article", "post"):
        for ids in _slices(source.options.name, kind):
            _link_slice(source, kind, ids)
            tick()


def _slices(name: str, kind: str) -> Iterator[list[int]]:
    last = 0
    while True:
        with reading():
            ours = select(Origin.id).where(Origin.source == name, Origin.kind == kind)
            ids = list(
                db.session.scalars(ours.where(Origin.id > last).order_by(Origin.id).limit(SLICE))
            )
            db.session.rollback()
        if not ids:
            return
        yield ids
        last = ids[-1]


def _link_slice(source: Source, kind: str, ids: list[int]) -> None:
    with reading():
        texts = _articles(ids) if kind == "article" else _posts(ids)
        led = [(text, _led(source, text)) for text in texts]
        db.session.rollback()
    changed = [(text, body) for text, body in led if body != text.body]
    ready = [(text, body, render_patiently(body, language=text.language)) for text, body in changed]
    for text, body, rendered in ready:
        _keep(kind, text, body, rendered)
    db.session.commit()
    db.session.expunge_all()


def _articles(ids: list[int]) -> list[_Text]:
    """The newest text of each article that nobody edited here since it came."""
    query = (
        select(Origin, Revision.id, Revision.body, Article.language)
        .join(Article, Article.id == Origin.subject_id)
        .join(Revision, Revision.article_id == Article.id)
        .where(Origin.id.in_(ids))
        .order_by(Origin.id, Revision.number.desc())
    )
    newest: dict[int, _Text] = {}
    for origin, row_id, body, language in db.session.execute(query):
        if origin.id not in newest and hash_of(body) == origin.kept_hash:
            newest[origin.id] = _Text(origin.id, origin.ref, row_id, body, language)
    return list(newest.values())


def _posts(ids: list[int]) -> list[_Text]:
    query = (
        select(Origin.id, Origin.ref, Post.id, Post.body, Thread.language)
        .join(Post, Post.id == Origin.subject_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Origin.id.in_(ids), Post.body_hash == Origin.kept_hash)
    )
    return [_Text(*row) for row in db.session.execute(query)]


def _keep(kind: str, text: _Text, body: str, rendered: Rendered) -> None:
    """Write the led text, unless somebody edited it this very moment."""
    values = {"body": body, "html": rendered.html, "renderer_version": rendered.version}
    if kind == "article":
        change = update(Revision).where(Revision.id == text.row_id, Revision.body == text.body)
    else:
        was = Post.body_hash == hash_of(text.body)
        change = update(Post).where(Post.id == text.row_id, was)
        values["body_hash"] = hash_of(body)
    done = db.session.execute(change.values(**values), execution_options=_QUIET)
    if done.rowcount:  # type: ignore[attr-defined]
        kept = update(Origin).where(Origin.id == text.origin_id).values(kept_hash=hash_of(body))
        db.session.execute(kept, execution_options=_QUIET)


_QUIET = {"synchronize_session": False}


def _led(source: Source, text: _Text) -> str:
    """The text with every link that leads to something of ours led there."""
    ours = list(links(text.body))
    wanted = {href: _candidates(source, text.ref, href) for _, _, href in ours}
    found = _subjects(source.options.name, wanted.values())
    urls: dict[str, str] = {}
    for href, (refs, paths) in wanted.items():
        if not refs and not paths:
            continue
        subject = next((found[each] for each in [*refs, *paths] if each in found), None)
        if subject is None and not href.startswith(FORMER):
            source.report.dead_link(text.ref, href)
        elif subject is not None and (url := _url(subject)):
            urls[href] = url + _fragment(source, subject, href)
            source.report.links["led on"] += 1
    return _FORMER.sub(r"\1", replaced(text.body, ours, urls))


def links(body: str) -> Iterator[tuple[int, int, str]]:
    """Each link's target outside code: where it begins and ends, and what it says."""
    code = code_spans(body)
    for match in _HREF.finditer(body):
        start, end = match.span(str(match.lastgroup))
        before = bisect_right(code, (start, len(body))) - 1
        if before < 0 or code[before][1] <= start:
            yield start, end, body[start:end]


def _candidates(source: Source, ref: str, href: str) -> tuple[list[str], list[str]]:
    """What a link may mean: refs of documents, and addresses; neither where it is not ours."""
    if href.startswith(("#", *OURS)) or not source.is_document(href):
        return [], []
    try:
        parts = urlsplit(href)
    except ValueError:
        return [], []
    if href.startswith(FORMER):
        return [], addresses(href.removeprefix(FORMER))
    if parts.scheme or parts.netloc:
        if parts.scheme not in ("", "http", "https") or parts.netloc not in source.hosts():
            return [], []
        return source.targets(ref, href), addresses(href)
    return source.targets(ref, href), addresses(href) if href.startswith("/") else []


def _subjects(name: str, wanted: Iterable[tuple[list[str], list[str]]]) -> dict[str, Subject]:
    """What is known of all these refs and addresses, with two queries at most of each kind."""
    pairs = list(wanted)
    refs = [ref for some, _ in pairs for ref in some]
    paths = [path for _, some in pairs for path in some]
    found: dict[str, Subject] = at_addresses(paths) if paths else {}
    for kind in ("thread", "article") if refs else ():
        known = origins_of(name, kind, refs)
        found |= {ref: (kind, origin.subject_id) for ref, origin in known.items()}
    return found


def _fragment(source: Source, subject: Subject, href: str) -> str:
    """The place within the document that the link means, as the house calls it."""
    fragment = urlsplit(href).fragment
    if not fragment or subject[0] != "article":
        return ""
    ref = ref_of(source.options.name, *subject)
    led = source.fragment(ref, fragment) if ref is not None else fragment
    return f"#u-{led}" if led else ""


def _url(subject: Subject) -> str | None:
    found = thing(*subject)
    return found.url if found is not None else None


def replaced(body: str, found: list[tuple[int, int, str]], urls: dict[str, str]) -> str:
    """The text with each of these links' targets that `urls` knows led there."""
    parts: list[str] = []
    at = 0
    for start, end, href in found:
        if href in urls:
            parts += [body[at:start], urls[href]]
            at = end
    return "".join([*parts, body[at:]])
