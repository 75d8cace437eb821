"""Run imports of exports made by hand, and say what is here afterwards."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from accounts.models import User
from core.clock import now
from core.db import db
from core.origins import FormerAddress, Origin
from forum.models import Category, Post, Thread
from hoidap.importing import running
from hoidap.importing.report import Report
from hoidap.importing.source import Options


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """The files below `folder`; returns it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def move_in(format_: str, path: Path, *, dry_run=False, **options) -> Report:
    report = running.run(
        format_, path, Options(**{"name": "old", "language": "en"} | options), dry_run=dry_run
    )
    db.session.expire_all()
    return report


def threads() -> dict[str, Thread]:
    """By title."""
    return {thread.title: thread for thread in db.session.scalars(select(Thread))}


def posts_of(thread: Thread) -> list[Post]:
    query = select(Post).where(Post.thread_id == thread.id).order_by(Post.position)
    return list(db.session.scalars(query))


def bodies(title: str) -> list[str]:
    return [post.body for post in posts_of(threads()[title])]


def person(name: str) -> User:
    return db.session.scalars(select(User).where(User.name == name)).one()


def rooms() -> dict[str, Category]:
    return {room.name: room for room in db.session.scalars(select(Category))}


def state() -> dict[str, list]:
    """People, rooms, threads, posts, tags, addresses and origins, without any row's number."""
    posts = db.session.scalars(select(Post).join(Thread, Thread.id == Post.thread_id))
    return {
        "people": sorted(
            (user.name, user.about, user.email or "", _unless_today(user.created_at))
            for user in db.session.scalars(select(User))
        ),
        "rooms": sorted(
            (r.slug, str(r.names), r.audience) for r in db.session.scalars(select(Category))
        ),
        "threads": sorted(_thread(thread) for thread in threads_in_order()),
        "posts": sorted(_post(post) for post in posts),
        "addresses": sorted(
            (row.path, row.kind, _named(row.kind, row.subject_id))
            for row in db.session.scalars(select(FormerAddress))
        ),
        "origins": sorted(
            # Of a text whose links lead to numbers; PostgreSQL leaves some out after a kill.
            (row.source, row.kind, row.ref, row.digest or "", bool(row.kept_hash))
            for row in db.session.scalars(select(Origin))
        ),
    }


def _unless_today(moment: datetime) -> str:
    """Whoever joined there on an unknown day joined here with the import."""
    return str(moment) if now() - moment > timedelta(days=1) else ""


def threads_in_order() -> list[Thread]:
    return list(db.session.scalars(select(Thread).order_by(Thread.id)))


def _thread(thread: Thread) -> tuple:
    accepted = db.session.get(Post, thread.accepted_post_id) if thread.accepted_post_id else None
    return (
        thread.title,
        thread.author.name,
        thread.category.slug,
        thread.state,
        accepted.position if accepted else 0,
        tuple(sorted(tag.slug for tag in thread.tags)),
        (thread.view_count, thread.vote_count, thread.reply_count),
        (str(thread.created_at), str(thread.last_post_at), str(thread.locked_at)),
    )


def _post(post: Post) -> tuple:
    return (
        post.thread.title,
        post.position,
        post.author.name,
        post.vote_count,
        str(post.created_at),
        str(post.edited_at),
        post.hidden_reason or "",
        _without_numbers(post.body),
    )


def _named(kind: str, id: int) -> str:
    if kind == "thread":
        return db.session.get_one(Thread, id).title
    post = db.session.get_one(Post, id)
    return f"{post.thread.title}/{post.position}"


def _without_numbers(body: str) -> str:
    """Led links carry row numbers, which an interrupted import may give in another order."""
    return re.sub(r"(/forum/threads/)\d+|(#post-)\d+", r"\1\2N", body)
