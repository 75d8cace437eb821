"""Threads: one record becomes a thread with all its posts, whole or not at all. Callers commit."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select

from core.db import db
from core.markdown import Rendered
from core.origins import Origin, note_addresses, note_origin, origins_of
from core.tags import MOST, named
from core.text import clean_line, clean_text
from forum.models import STATES, Post, Thread, ThreadState
from forum.services.repeating import hash_of
from hoidap.importing.records import PostRecord, ThreadRecord
from hoidap.importing.rendering import render_patiently
from hoidap.importing.report import Report, Step
from hoidap.importing.shelving import Around
from hoidap.importing.source import Options

TITLE_LENGTH = 200
HIDDEN_THERE = "hidden in the former forum"


@dataclass(frozen=True)
class ReadyThread:
    """A thread whose posts are rendered already, in the record's order."""

    record: ThreadRecord
    digest: str
    rendered: tuple[Rendered, ...]


def ready(record: ThreadRecord, digest: str, bodies: list[str]) -> ReadyThread:
    """Render outside any transaction.

    digest -- of the record as it came; bodies -- of its posts, with pictures in place.
    """
    cleaned = [clean_text(body) for body in bodies]
    posts = tuple(
        replace(post, body=body) for post, body in zip(record.posts, cleaned, strict=True)
    )
    rendered = tuple(render_patiently(body, language=record.language) for body in cleaned)
    return ReadyThread(replace(record, posts=posts), digest, rendered)


def take_thread(item: ReadyThread, around: Around, options: Options, report: Report) -> Step:
    """Write the thread, or the posts that are new in it. Flushes."""
    origin = around.origins.get(item.record.ref)
    known = origins_of(options.name, "post", [post.ref for post in item.record.posts])
    missing = [n for n, post in enumerate(item.record.posts) if post.ref not in known]
    if origin is not None:
        return _grow(item, origin, missing, around, options, report)
    for ref in known:
        report.note("post that stands in another thread here", ref)
    if not missing:
        return Step.KEPT
    _add(_only(item, missing), around, options, report)
    return Step.NEW


def _only(item: ReadyThread, numbers: list[int]) -> ReadyThread:
    """The thread with some of its posts."""
    if len(numbers) == len(item.record.posts):
        return item
    posts = tuple(item.record.posts[n] for n in numbers)
    return ReadyThread(
        replace(item.record, posts=posts), item.digest, tuple(item.rendered[n] for n in numbers)
    )


def _add(item: ReadyThread, around: Around, options: Options, report: Report) -> None:
    record = item.record
    first = record.posts[0]
    thread = Thread(
        category_id=around.places[record.room],
        author_id=around.people[first.author],
        type=record.type,
        title=clean_line(record.title)[:TITLE_LENGTH] or record.ref,
        language=record.language,
        is_private=record.is_private,
        view_count=record.view_count,
        created_at=first.created_at,
        last_post_at=first.created_at,
        last_post_author_id=around.people[first.author],
        locked_at=_last(record).created_at if record.locked_reason else None,
        locked_reason=record.locked_reason,
        pinned_at=first.created_at if record.is_pinned else None,
        hidden_at=_last(record).created_at if record.is_hidden else None,
        hidden_reason=HIDDEN_THERE if record.is_hidden else None,
        tags=named(list(record.tags)),
    )
    if len(record.tags) > MOST:
        report.note(f"more tags than a thread may have: {MOST}", record.ref)
    db.session.add(thread)
    db.session.flush()
    note_origin(options.name, "thread", record.ref, thread.id, digest=item.digest)
    _addresses("thread", thread.id, record.addresses, report)
    for number in range(len(record.posts)):
        _post(thread, item, number, number + 1, around, options, report)
    _sum_up(thread)


def _last(record: ThreadRecord) -> PostRecord:
    return max(record.posts, key=lambda post: post.created_at)


def _post(
    thread: Thread,
    item: ReadyThread,
    number: int,
    position: int,
    around: Around,
    options: Options,
    report: Report,
) -> None:
    record, rendered = item.record.posts[number], item.rendered[number]
    author = around.people[record.author]
    post = Post(
        thread_id=thread.id,
        author_id=author,
        position=position,
        body=record.body,
        html=rendered.html,
        renderer_version=rendered.version,
        body_hash=hash_of(record.body),
        vote_count=record.score,
        former_votes=record.score,
        created_at=record.created_at,
        edited_at=record.edited_at,
        edited_by=author if record.edited_at else None,
        hidden_at=record.created_at if record.hidden_reason else None,
        hidden_reason=record.hidden_reason,
    )
    db.session.add(post)
    db.session.flush()
    note_origin(options.name, "post", record.ref, post.id, kept_hash=post.body_hash)
    _addresses("post", post.id, record.addresses, report)
    report.count("post", Step.NEW)
    if position == 1:
        thread.vote_count = record.score
    elif post.is_visible:
        thread.reply_count += 1
        if post.created_at >= thread.last_post_at:
            thread.last_post_at = post.created_at
            thread.last_post_author_id = author
    if record.is_accepted and post.is_visible and position > 1:
        _accept(thread, post, record, report)


def _accept(thread: Thread, post: Post, record: PostRecord, report: Report) -> None:
    if ThreadState.SOLVED not in STATES[thread.type]:
        report.note("accepted answer in a thread that is no question", record.ref)
    elif thread.accepted_post_id is None:
        thread.accepted_post_id = post.id
        thread.state = ThreadState.SOLVED
    elif thread.accepted_post_id != post.id:
        report.note("second accepted answer in one thread", record.ref)


def _sum_up(thread: Thread) -> None:
    db.session.flush()
    thread.updated_at = thread.last_post_at


def _grow(
    item: ReadyThread,
    origin: Origin,
    missing: list[int],
    around: Around,
    options: Options,
    report: Report,
) -> Step:
    """Add the posts that were written there since; what is here stays as it is."""
    origin.digest = item.digest
    thread = db.session.get(Thread, origin.subject_id)
    if thread is None or not missing:
        report.note("changed there: ours stays", item.record.ref)
        return Step.KEPT
    position = _highest_position(thread)
    for number in missing:
        position += 1
        _post(thread, item, number, position, around, options, report)
    _sum_up(thread)
    return Step.GREW


def _highest_position(thread: Thread) -> int:
    highest = select(func.max(Post.position)).where(Post.thread_id == thread.id)
    return db.session.scalar(highest) or 0


def _addresses(kind: str, id: int, paths: tuple[str, ...], report: Report) -> None:
    for path in note_addresses(kind, id, paths) if paths else ():
        report.note("old address that leads elsewhere already", path)
