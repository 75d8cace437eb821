"""What everybody sees of our site, as CSV for theirs.sql: people, rooms, threads, posts."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from accounts.models import Role, User, Visitor
from bench.fill.plan import email_of
from core.db import db
from forum.models import Category, Post, Thread
from forum.services import thread_lists

GROUPS = {  # ours: the role of FlaskBB's group
    Role.CUSTOMER: "member",
    Role.MODERATOR: "mod",
    Role.STAFF: "super_mod",
    Role.ADMIN: "admin",
}


def write(folder: Path) -> None:
    """Four files in the folder. To be called within an application context."""
    shown = select(Thread.id).join(Thread.category).where(*thread_lists.listed(Visitor()))
    _file(folder / "people.csv", _people())
    _file(folder / "rooms.csv", _rooms())
    _file(
        folder / "threads.csv",
        db.session.execute(
            select(
                Thread.id,
                Thread.category_id,
                Thread.author_id,
                Thread.title,
                Thread.created_at,
                Thread.view_count,
                Thread.locked_at.is_not(None),
                Thread.pinned_at.is_not(None),
            ).where(Thread.id.in_(shown))
        ),
    )
    _file(
        folder / "posts.csv",
        db.session.execute(
            select(Post.id, Post.thread_id, Post.author_id, Post.body, Post.created_at).where(
                Post.thread_id.in_(shown),
                Post.held_at.is_(None),
                Post.hidden_at.is_(None),
                Post.withdrawn_at.is_(None),
            )
        ),
    )
    db.session.rollback()


def _people() -> Iterable[tuple[Any, ...]]:
    """Names are FlaskBB's keys: who comes second with a name gets a number behind it."""
    seen: set[str] = set()
    people = select(User.id, User.name, User.role, User.created_at).order_by(User.id)
    for id_, name, role, joined in db.session.execute(people):
        own = f"{name} {id_}" if name in seen else name
        seen.add(own)
        yield id_, own, email_of(id_), GROUPS[role], joined


def _rooms() -> Iterable[tuple[Any, ...]]:
    for room in db.session.scalars(select(Category)):
        yield room.id, room.names["vi"], room.descriptions["vi"], room.position, room.audience


def _file(path: Path, rows: Iterable[Any]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
