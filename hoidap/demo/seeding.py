"""Fill an empty development site with a believable company: its people, articles and threads.

The community stands in community.yaml. Rows are written directly, since services cannot act in
the past; what services keep in step (counters, positions, the queue) is kept in step here.
"""

import hashlib
import random
from datetime import datetime, timedelta
from typing import Any

import yaml
from sqlalchemy import select

from accounts.models import Identity, IdentityKind, Product, Role, User
from accounts.services import settings
from core.audience import Audience
from core.clock import now, today
from core.db import db
from core.events import announce
from core.markdown import RENDERER_VERSION, render
from core.tags import named
from forum.models import (
    Category,
    Flag,
    FlagReason,
    Post,
    QueueItem,
    QueueKind,
    Thread,
    ThreadState,
    ThreadType,
    Vote,
    Watch,
)
from hoidap.demo import afterwards, library, readers, searchers, upkeep
from hoidap.paths import DEMO_COMMUNITY
from kb.models import Article

FLAG_REASONS = {"rude": FlagReason.RUDE, "advertising": FlagReason.SPAM}


class Cast:
    """Whom and what the community's lines name: people by key, the rest by slug."""

    def __init__(self) -> None:
        self.people: dict[str, User] = {}
        self.products: dict[str, Product] = {}
        self.categories: dict[str, Category] = {}
        self.dice = random.Random(2026)


def seed() -> str:
    """Write the whole demo into the empty database; commits. Returns a line that says how much."""
    lines = yaml.safe_load(DEMO_COMMUNITY.read_text(encoding="utf-8"))
    cast = Cast()
    _people(lines["people"], cast)
    _contact_card(_first(cast, Role.ADMIN))
    _products(lines["products"], cast)
    _categories(lines["categories"], cast)
    library.shelve_shipped_articles(owner=_first(cast, Role.STAFF))
    library.shelve_product_articles(lines["articles"], cast.products, _first(cast, Role.STAFF))
    for line in lines["threads"]:
        _thread(line, cast)
    searchers.search(lines, cast.people, cast.dice)
    afterwards.play(lines["afterwards"], cast.people)
    upkeep.look_after_articles(cast.people)
    readers.read(lines["readers"], cast.dice)
    made = f"{len(cast.people)} people, {len(lines['threads'])} threads, {_count()} articles"
    db.session.commit()
    return made


def _contact_card(admin: User) -> None:
    """Numbers that nobody has: the demo must not make anybody's phone ring."""
    hours = {day: ["08:00", "17:30"] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
    for name, value in (
        ("site_name", "Chuồn Ớt"),
        ("contact_phone", "1900 0000"),
        ("contact_mail", "hotro@example.com"),
        ("contact_address", "12 Đường Không Có, Quận Ví Dụ, TP. Hồ Chí Minh"),
        ("contact_hours", hours),
    ):
        settings.put(name, value, by=admin)


def _count() -> int:
    return len(db.session.scalars(select(Article.id)).all())


def _first(cast: Cast, role: Role) -> User:
    return next(person for person in cast.people.values() if person.role is role)


def _people(lines: list[dict[str, Any]], cast: Cast) -> None:
    for number, line in enumerate(lines):
        joined = now() - timedelta(days=200 - number)
        person = User(
            name=line["name"],
            role=Role(line["role"]),
            language=line["language"],
            created_at=joined,
            trust_level=0 if line["key"] in ("nhi-tran", "best-deals") else 1,
        )
        person.identities.append(
            Identity(kind=IdentityKind.EMAIL, value=line["email"], verified_at=joined)
        )
        db.session.add(person)
        cast.people[line["key"]] = person
    db.session.flush()


def _products(lines: list[dict[str, Any]], cast: Cast) -> None:
    for position, line in enumerate(lines):
        names = {"vi": line["name"], "en": line["name"]}
        product = Product(
            slug=line["slug"], names=names, descriptions=line["description"], position=position
        )
        db.session.add(product)
        cast.products[line["slug"]] = product
    db.session.flush()


def _categories(lines: list[dict[str, Any]], cast: Cast) -> None:
    for position, line in enumerate(lines):
        product = cast.products.get(line.get("product") or "")
        category = Category(
            slug=line["slug"],
            names=line["name"],
            descriptions=line["description"],
            audience=Audience(line["audience"]),
            product_id=product and product.id,
            position=position,
            moderators=[cast.people[key] for key in line.get("moderators", [])],
        )
        db.session.add(category)
        cast.categories[line["slug"]] = category
    db.session.flush()


def _thread(line: dict[str, Any], cast: Cast) -> None:
    opened = now() - timedelta(days=line["days_ago"])
    product = cast.products.get(line.get("product") or "")
    thread = Thread(
        category_id=cast.categories[line["category"]].id,
        author_id=cast.people[line["author"]].id,
        product_id=product and product.id,
        type=ThreadType(line["type"]),
        state=ThreadState(line.get("state", "open")),
        title=line["title"],
        language=line["language"],
        is_private=line.get("private", False),
        created_at=opened,
        last_post_at=opened,
        tags=named(line.get("tags", [])),
        view_count=cast.dice.randrange(20, 400),
        held_at=opened if line.get("held") else None,
        pinned_at=opened if line["type"] == "announcement" else None,
    )
    if days := line.get("promise_days"):
        thread.promised_on = today() + timedelta(days=days)
        thread.owner_id = _first(cast, Role.STAFF).id
    db.session.add(thread)
    db.session.flush()
    _post(thread, 1, line, opened, cast)
    for position, reply in enumerate(line.get("replies", []), start=2):
        _post(thread, position, reply, opened + timedelta(hours=reply["hours_after"]), cast)
    db.session.add(Watch(thread_id=thread.id, user_id=thread.author_id))
    if line.get("promote"):
        _promoted(thread, line["article"], cast)
    if not thread.held_at:
        announce("thread.changed", thread.id)
    db.session.flush()


def _post(thread: Thread, position: int, line: dict[str, Any], at: datetime, cast: Cast) -> None:
    author = cast.people[line["author"]]
    post = Post(
        thread_id=thread.id,
        author_id=author.id,
        position=position,
        body=line["body"].strip(),
        html=render(line["body"], language=thread.language),
        renderer_version=RENDERER_VERSION,
        body_hash=hashlib.sha256(line["body"].encode()).hexdigest(),
        created_at=at,
        official_at=at if line.get("official") else None,
        held_at=at if line.get("held") else None,
        held_reason="links" if line.get("held") else None,
    )
    if reason := line.get("hidden_reason"):
        post.hidden_at = at + timedelta(hours=2)
        post.hidden_by = cast.people["tuan-le"].id
        post.hidden_reason = reason
    db.session.add(post)
    db.session.flush()
    _votes(post, line.get("votes", 0), cast)
    _queue(post, line, thread, cast)
    if position == 1:
        thread.vote_count = post.vote_count
    elif post.is_visible:
        thread.reply_count += 1
        thread.last_post_at = at
        thread.last_post_author_id = author.id
    if line.get("accepted"):
        thread.accepted_post_id = post.id
        thread.state, thread.solved_at = ThreadState.SOLVED, at


def _votes(post: Post, how_many: int, cast: Cast) -> None:
    others = [person for person in cast.people.values() if person.id != post.author_id]
    for person in cast.dice.sample(others, min(how_many, len(others))):
        db.session.add(Vote(post_id=post.id, user_id=person.id))
        post.vote_count += 1


def _queue(post: Post, line: dict[str, Any], thread: Thread, cast: Cast) -> None:
    for flag in line.get("flags", []):
        reason = FLAG_REASONS.get(flag["reason"], FlagReason.OTHER)
        by = cast.people[flag["by"]].id
        db.session.add(Flag(post_id=post.id, user_id=by, reason=reason, note=flag.get("note", "")))
    kinds = [QueueKind.FLAG] * bool(line.get("flags")) + [QueueKind.HELD] * bool(line.get("held"))
    for kind in kinds:
        db.session.add(QueueItem(kind=kind, post_id=post.id, category_id=thread.category_id))


def _promoted(thread: Thread, line: dict[str, Any], cast: Cast) -> None:
    accepted = db.session.get_one(Post, thread.accepted_post_id)
    source = {
        "url": f"/forum/threads/{thread.id}",
        "quotes": [
            {
                "ref": f"post:{accepted.id}",
                "hash": hashlib.sha256(accepted.body.encode()).hexdigest(),
            }
        ],
        "contributors": [accepted.author_id, thread.author_id],
    }
    article = library.shelve(line, _first(cast, Role.STAFF), source=source)
    article.products = [thread.product] if thread.product else []
    thread.article_id = article.id
